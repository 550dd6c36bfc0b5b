/// Anger from words, 0-100: how much each kind of word adds, and what takes away.
///
/// A formal complaint is no rage and urgency is no anger; sarcasm and quiet threats count.
enum AngerReader {
    /// Weight of a kind of word in per cent: each hit leaves `1 - weight` of the remaining calm.
    private struct Tone: Sendable {
        var weight: Double
        /// Hits beyond this many add nothing.
        var limit: Int
    }

    private static let kinds: [(words: WordList, tone: Tone)] = [
        (WordList("他妈 妈的 tmd 卧槽 我操 操你 傻逼 傻b 煞笔 王八蛋 混蛋 混账 滚蛋 滚 去死 狗屁 放屁 放狗屁 畜生 脑残 不要脸 神经病 狗东西 龟儿子 瓜娃子 他奶奶 有病吧 什么东西 死骗子 杂种 猪脑子 白痴 蠢货"), Tone(weight: 0.62, limit: 3)),
        (
            WordList("气死 气炸 忍无可忍 受够了 太过分 欺人太甚 欺负人 欺负老百姓 无法无天 什么玩意 坑人 坑爹 坑我 忽悠 耍我 耍人 糊弄 干什么吃的 吃干饭 骗子 骗人 骗钱 黑心 缺德 无耻 丧良心 流氓 强盗 抢钱 垃圾公司 垃圾服务 太垃圾 垃圾 烂透 恶心 不是人 丢人 岂有此理 火大 发火 冒火 疯了 逼我 不想活"),
            Tone(weight: 0.5, limit: 3)
        ),
        (WordList("曝光 记者 媒体 告你们 告到 起诉 法院见 走着瞧 等着瞧 没完 砸了 拆了 发抖音 发到网上 发网上 消协 12315 12345 一二三四五热线 市长热线 打官司 上访 电视台 工商局 后果自负 别怪我 我记住 你们看着办 法庭见 律师函 找上门 堵门"), Tone(weight: 0.42, limit: 2)),
        (WordList("供了个寂寞 真有你们的 可真行 真行啊 真厉害啊 好样的 服了你们 真服了 我服了 呵呵 你们真会 摆设 我谢谢你们 谢谢你全家 谢你全家 效率真高啊 可真棒 真是开了眼 开眼了 长见识 佩服佩服 佩服你们 当大爷 当祖宗 高高在上 真够可以 好一个 还不如不"), Tone(weight: 0.42, limit: 2)),
        (
            WordList("到底 凭什么 凭啥 什么态度 不像话 搞什么 太差 差劲 太烂 推来推去 踢皮球 推诿 没人管 没人理 不管不问 敷衍 不负责任 烦死 烦不烦 受不了 忍 离谱 过分 可恶 说话不算 不讲理 扯皮 磨叽 拖拖拉拉 一拖再拖 拖到 没完没了 有完没完 管不管 还要我 听不懂人话 人话 装死 装聋 白交 要命 失望 寒心"),
            Tone(weight: 0.24, limit: 4)
        ),
        (WordList("投诉 第三次 第四次 第五次 好几次 多少次 三遍 几遍 三回 八个电话 多少个电话 好几天了 一个礼拜了 一直没 都没人 还没人 没人来 没有人来 不解决 不处理 怎么回事 不满意 气人 生气 恼火 态度恶劣 态度差 态度非常差 骂人"), Tone(weight: 0.14, limit: 3)),
        (WordList("！ !"), Tone(weight: 0.06, limit: 3)),
    ]
    private static let courtesy = WordList("谢谢 麻烦您 麻烦你 请问 您好 你好 劳驾 不好意思 辛苦 请帮 麻烦帮")
    private static let calm = WordList("没事 不着急 不急 没关系 理解 没生气 不生气 别生气")

    static func anger(in text: [Unicode.Scalar], voice: VoiceTone?) -> Int {
        var calm = 1.0
        for kind in self.kinds {
            let hits = min(kind.words.ranges(in: text).count, kind.tone.limit)
            for _ in 0..<hits { calm *= 1 - kind.tone.weight }
        }
        var anger = 100 * (1 - calm)
        if self.courtesy.isIn(text), anger < 50 { anger *= 0.6 }
        if self.calm.isIn(text) { anger *= 0.5 }
        anger += self.lift(by: voice)
        return Int(min(max(anger, 0), 100).rounded())
    }

    /// A raised voice adds up to 35; a calm one takes nothing away.
    private static func lift(by voice: VoiceTone?) -> Double {
        guard let voice else { return 0 }
        let raised = max(0, voice.pitch) * 6 + max(0, voice.energy) * 8 + max(0, voice.rate) * 4
        return raised.isFinite ? min(raised, 35) : 0
    }
}
