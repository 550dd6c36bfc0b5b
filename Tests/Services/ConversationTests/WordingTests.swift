import SpeechIntentCore
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

    @Test("no correction", arguments: ["不是", "是的", "暖气不热", "不是的", ""])
    func none(text: String) { #expect(Correction(in: text) == nil) }

    @Test("a correction finds its place whether digits are spoken or written")
    func applies() {
        #expect(Correction(in: "不是三零一，是三零二")?.applied(to: "3号楼301") == "3号楼302")
        #expect(Correction(in: "不是三零一，是三零二")?.applied(to: "4号楼") == nil)
    }
}
