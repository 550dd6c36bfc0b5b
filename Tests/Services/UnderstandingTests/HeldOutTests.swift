import Foundation
import SpeechIntentCore
import Testing

/// Words and sounds alone on phrases held out by meaning. People who did not write the packs will be understood less
/// often than these figures say; see Tests/Fixtures/understanding/README.md for who wrote what.
struct HeldOutTests {
    /// The least share of an industry's held-out phrases that is understood, as written and with recognition errors.
    struct Bar: Sendable {
        var industry: String
        var asWritten: Double
        var misheard: Double
    }

    static let bars = [
        Bar(industry: "appliance", asWritten: 0.8, misheard: 0.75), Bar(industry: "automobile", asWritten: 0.85, misheard: 0.8),
        Bar(industry: "ecommerce", asWritten: 0.85, misheard: 0.8), Bar(industry: "finance", asWritten: 0.8, misheard: 0.78),
        Bar(industry: "government", asWritten: 0.78, misheard: 0.73), Bar(industry: "heating", asWritten: 0.85, misheard: 0.8),
        Bar(industry: "property", asWritten: 0.76, misheard: 0.72), Bar(industry: "retail", asWritten: 0.85, misheard: 0.8),
    ]

    private func evaluation(_ industry: String, _ file: String) throws -> Evaluation {
        let understanding = try #require(Packs.named(industry)).understanding
        var evaluation = Evaluation()
        for wanted in try Packs.heldOut(file) { evaluation.add(wanted, understanding.understand(wanted.text, context: Packs.context)) }
        return evaluation
    }

    @Test("words alone understand most held-out phrases", arguments: Self.bars)
    func heldOut(bar: Bar) throws {
        let evaluation = try self.evaluation(bar.industry, bar.industry)
        let scope = try #require(evaluation.scopeAUROC)
        print("\(bar.industry): accuracy \(evaluation.accuracy), in scope \(evaluation.inScopeAccuracy), AUROC \(scope), calibration error \(evaluation.calibrationError)")
        #expect(evaluation.accuracy.value > bar.asWritten)
        #expect(scope > 0.95)
    }

    @Test("with every eighth character misheard, sound still carries most of it", arguments: Self.bars)
    func misheard(bar: Bar) throws {
        let evaluation = try self.evaluation(bar.industry, bar.industry + "-misheard")
        print("\(bar.industry) misheard: accuracy \(evaluation.accuracy)")
        #expect(evaluation.accuracy.value > bar.misheard)
    }

    @Test("no held-out phrase is a training phrase", arguments: Packs.industries)
    func apart(industry: String) throws {
        let pack = try #require(Packs.named(industry)).pack
        let known = Set(pack.intents.flatMap(\.phrases) + pack.outOfScopePhrases)
        #expect(try Packs.heldOut(industry).filter { known.contains($0.text) }.isEmpty)
        #expect(try Packs.heldOut("strangers/" + industry).filter { known.contains($0.text) }.isEmpty)
    }

    @Test("no blind phrase is a training phrase, whatever stands between its words", arguments: Packs.industries)
    func blind(industry: String) throws {
        let pack = try #require(Packs.named(industry)).pack
        let known = Set((pack.intents.flatMap(\.phrases) + pack.outOfScopePhrases).map(Self.words))
        for file in ["-blind", "-blind2"] where FileManager.default.fileExists(atPath: Packs.fixtures + "/\(industry)\(file).tsv") {
            let same = try Packs.heldOut(industry + file).map(\.text).filter { known.contains(Self.words($0)) }
            #expect(same.isEmpty)
        }
    }

    private static func words(_ phrase: String) -> String { phrase.filter { $0.isLetter || $0.isNumber } }
}
