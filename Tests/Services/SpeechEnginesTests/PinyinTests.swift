import SpeechIntentCore
import Testing

@Suite struct PinyinTests {
    static let table = PinyinTable(
        parsing: """
            # a comment
            一\tyi1
            不\tbu4
            个\tge4
            是\tshi4
            好\thao3
            很\then3
            想\txiang3
            我\two3
            天\ttian1
            月\tyue4
            千\tqian1
            重\tzhong4
            复\tfu4
            重复\tchong2 fu4
            所以\tsuo3 yi3
            broken
            empty\t
            """)

    func said(_ text: String) -> String {
        ToneSandhi.applied(to: Self.table.words(text)).flatMap(\.syllables).map(\.description).joined(separator: " ")
    }

    @Test func skipsWhatIsNoEntry() { #expect(Self.table.count == 15) }

    @Test(arguments: [
        ("重复", "chong2 fu4"), ("重", "zhong4"), ("不是", "bu2 shi4"), ("不好", "bu4 hao3"), ("一个", "yi2 ge4"), ("一天", "yi4 tian1"), ("一月", "yi1 yue4"),
        ("一千", "yi4 qian1"), ("很好", "hen2 hao3"), ("所以", "suo2 yi3"), ("我想", "wo2 xiang3"), ("好，好", "hao3 hao3"), ("", ""), ("x", ""),
    ])
    func reads(_ text: String, _ syllables: String) {
        #expect(said(text) == syllables)
    }
}
