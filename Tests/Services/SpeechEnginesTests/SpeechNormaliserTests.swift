import SpeechIntentCore
import TestKit
import Testing

@Suite struct SpeechNormaliserTests {
    @Test(arguments: [
        ("您好，您的余额是128.36元。", "您好，您的余额是一百二十八元三角六分。"),
        ("应缴¥1,234.50", "应缴一千二百三十四元五角"),
        ("共3.05元", "共三元零五分"),
        ("共200元", "共两百元"),
        ("本月电费2元", "本月电费两元"),
        ("室温18.5℃，室外-5℃", "室温十八点五摄氏度，室外零下五摄氏度"),
        ("18-22℃之间", "十八到二十二摄氏度之间"),
        ("2026-11-22", "二零二六年十一月二十二日"),
        ("2026年11月2日", "二零二六年十一月二日"),
        ("8:00-20:30", "八点到二十点三十分"),
        ("上午9:05", "上午九点零五分"),
        ("2:00", "两点"),
        ("请拨打110", "请拨打幺幺零"),
        ("请拨打95598", "请拨打九五五九八"),
        ("手机13812345678", "手机幺三八、幺二三四、五六七八"),
        ("400-123-4567", "四零零、幺二三、四五六七"),
        ("0431-88889999", "零四三幺、八八八八九九九九"),
        ("户号10023456", "户号幺零零二、三四五六"),
        ("尾号1234", "尾号幺二三四"),
        ("3号楼2单元501室", "三号楼二单元五零幺室"),
        ("上涨12.5%", "上涨百分之十二点五"),
        ("5kg、3km", "五公斤、三公里"),
        ("用电120kWh", "用电一百二十千瓦时"),
        ("面积89.5㎡", "面积八十九点五平方米"),
        ("第2次", "第二次"),
        ("2次", "两次"),
        ("12个", "十二个"),
        ("10005户", "一万零五户"),
        ("1/2", "二分之一"),
        ("3-5天", "三到五天"),
        ("按1键", "按一键"),
        ("24小时", "二十四小时"),
        ("请下载APP", "请下载诶屁屁"),
        ("好的👌，再见！", "好的，再见！"),
        ("真的？！", "真的？"),
        ("", ""),
        ("，。", ""),
        ("😀", ""),
    ])
    func says(_ written: String, _ spoken: String) {
        #expect(SpeechNormaliser().spoken(written) == spoken)
    }

    @Test(arguments: [
        (0, "零"), (10, "十"), (11, "十一"), (101, "一百零一"), (110, "一百一十"), (1_001, "一千零一"), (1_010, "一千零一十"), (10_000, "一万"),
        (10_001, "一万零一"), (10_500, "一万零五百"), (100_000, "十万"), (1_000_100, "一百万零一百"), (100_000_001, "一亿零一"),
        (120_000_000, "一亿二千万"), (-3, "负三"),
    ])
    func countsUp(_ value: Int, _ spoken: String) {
        #expect(SpokenNumber.cardinal(value) == spoken)
    }

    @Test(arguments: [(0, "零元"), (5, "五分"), (50, "五角"), (12_836, "一百二十八元三角六分"), (200, "两元"), (-100, "负一元"), (10_005, "一百元零五分")])
    func saysMoney(_ fen: Int, _ spoken: String) {
        #expect(SpokenNumber.amount(fen: fen) == spoken)
    }

    @Test func neverTrapsAndSaysOnlyWhatTheVoiceKnows() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        let alphabet = Array("0123456789.-/:,年月日℃%元¥号abZ 第2一不您好，。！？👌\n（)²Ⅳ٣")
        for _ in 0..<2_000 {
            let text = String((0..<Int.random(in: 0..<24, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
            let spoken = SpeechNormaliser().spoken(text)
            #expect(spoken.allSatisfy { "，、。！？；：".contains($0) || ("\u{4E00}"..."\u{9FFF}").contains($0) }, "seed \(seed): \(text) → \(spoken)")
        }
    }
}
