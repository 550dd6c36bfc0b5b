@testable import SpeechIntentCore
import Testing

@Suite("Wording")
struct WordingTests {
    @Test("blanks are filled; one without a value becomes nothing; a lone brace stays")
    func fills() {
        #expect(Wording.fill("您{a}好{b}，{", with: { $0 == "a" ? "们" : nil }) == "您们好，{")
        #expect(Wording.blanks(of: "{x}和{y}") == ["x", "y"])
    }

    @Test("digits for an ear", arguments: [("13800138000", "幺三八，零零幺三，八零零零"), ("1234", "幺二三四"), ("20260001", "二零二六，零零零幺")])
    func digits(value: String, spoken: String) { #expect(SpokenForm.digits(value) == spoken) }

    @Test("amounts lose their trailing zeros", arguments: [("1860.00", "1860"), ("12.50", "12.5"), ("0.05", "0.05"), ("1.2.3", "1.2.3"), (".5", ".5"), ("三", "三")])
    func yuan(value: String, spoken: String) { #expect(SpokenForm.yuan(value) == spoken) }

    @Test("corrections", arguments: [("不是三零一，是三零二", "三零一", "三零二"), ("不是一号楼是二号楼", "一号楼", "二号楼")])
    func contrast(text: String, wrong: String, right: String) {
        let correction = Correction(in: text)
        #expect(correction?.wrong == wrong)
        #expect(correction?.right == right)
    }

    /// As the value, and by a marker or a change alone.
    @Test(
        "the right value before the wrong one, or alone",
        arguments: [
            ("说错了，是明天不是后天", "后天", "明天"), ("是三零二，不是三零一", "三零一", "三零二"), ("地址是二号楼啊不是一号楼啊", "一号楼", "二号楼"),
            ("我刚才说错了，是三单元", nil, "三单元"), ("不对不对，应该是后天", nil, "后天"), ("等一下，换成后天吧", nil, "后天"), ("电话换成幺三九", nil, "幺三九"), ("哎记错了，三零二", nil, "三零二"),
        ] as [(String, String?, String)])
    func rightFirst(text: String, wrong: String?, right: String) {
        let correction = Correction(in: text)
        #expect(correction?.wrong == wrong && correction?.right == right)
        #expect(correction?.isRightFirst == (wrong != nil))
    }

    @Test("a moment is asked for, or something is corrected", arguments: [("等一下，换成后天", nil), ("不对，等一下", .hold), ("等一下", .hold), ("等我看看", .hold)] as [(String, Aside?)])
    func moment(text: String, aside: Aside?) { #expect(Aside(in: text) == aside) }

    @Test("places are told from neighbours and times", arguments: [("天天半夜楼上吵", false), ("就楼道里黑乎乎的", true), ("阳光花园三号楼", true), ("万达广场旁边", true), ("楼下超市隔壁", true)])
    func places(text: String, isPlace: Bool) { #expect(PlaceWords.occur(in: text) == isPlace) }

    @Test("no correction", arguments: ["不是", "是的", "暖气不热", "不是的", "", "是不是后天，还是明天", "但是我不是业主", "说错了"])
    func none(text: String) { #expect(Correction(in: text) == nil) }

    @Test("a correction finds its place whether digits are spoken or written")
    func applies() {
        #expect(Correction(in: "不是三零一，是三零二")?.applied(to: "3号楼301") == "3号楼302")
        #expect(Correction(in: "不是三零一，是三零二")?.applied(to: "4号楼") == nil)
    }
}
