/// How far a matter is from routine, 0-1: law, several parties, several matters, tailored wishes, length.
enum ComplexityReader {
    private static let signs: [(words: WordList, weight: Double, limit: Int)] = [
        (WordList("法院 起诉 律师 仲裁 诉讼 判决 法拍 合同纠纷 纠纷 侵权 违法 公证 继承 遗产 分割 强制执行 破产"), 1.3, 2),
        (WordList("赔偿 索赔 赔付 责任 谁负责 谁承担 证据 鉴定 争议 不承认 不认账 协商 调解 损失 泡了楼下 误工费 精神损失"), 0.9, 3),
        (WordList("开发商 物业 前房东 原业主 租客 中介 供应商 第三方 居委会 派出所 保险公司 邻居 楼下 厂家 平台 商家 卖家 几方 双方 多方"), 0.45, 3),
        (WordList("定制 批量 采购 大客户 集团 整栋 全小区 几十户 方案 招标 团购 企业 长期合作 报价单 改造工程 代表全体 联名 业委会"), 0.8, 3),
        (WordList("而且 另外 还有 同时 并且 再就是 除此之外 一方面 首先 其次 第二 后来 结果 然后又 但是 可是 一会儿说 又说"), 0.4, 4),
        (WordList("两年 三年 四年 五年 多年 历史遗留 反复 好几次 多次 来来回回 前前后后 各部门 跨省 异地"), 0.5, 2),
    ]

    static func complexity(in text: [Unicode.Scalar], entities: Int) -> Double {
        var score = -2.4
        for sign in self.signs {
            score += sign.weight * Double(min(sign.words.ranges(in: text).count, sign.limit))
        }
        score += Double(max(0, text.count - 20)) / 30
        score += 0.15 * Double(max(0, entities - 2))
        return 1 / (1 + Double(exponential(Float(-score))))
    }
}
