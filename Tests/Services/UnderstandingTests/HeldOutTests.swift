import SpeechIntentCore
import Testing

/// Phrases held out by meaning. They were written before the training phrases, by the same hand: people who did not
/// write the packs will be understood less often than these figures say.
struct HeldOutTests {
    @Test("words alone understand nearly nine in ten held-out phrases", arguments: ["heating", "ecommerce"])
    func heldOut(industry: String) throws {
        let loaded = try #require(industry == "heating" ? Packs.heating : Packs.ecommerce)
        var evaluation = Evaluation()
        for wanted in try Packs.heldOut(industry) {
            evaluation.add(wanted, loaded.understanding.understand(wanted.text, context: Packs.context))
        }
        let scope = try #require(evaluation.scopeAUROC)
        print("\(industry): accuracy \(evaluation.accuracy), in-scope AUROC \(scope), calibration error \(evaluation.calibrationError)")
        #expect(evaluation.accuracy.value > 0.85)
        #expect(scope > 0.95)
    }

    @Test("with every seventh character misheard as a homophone, sound still carries most of it", arguments: ["heating", "ecommerce"])
    func misheard(industry: String) throws {
        let loaded = try #require(industry == "heating" ? Packs.heating : Packs.ecommerce)
        var evaluation = Evaluation()
        for wanted in try Packs.heldOut(industry + "-misheard") {
            evaluation.add(wanted, loaded.understanding.understand(wanted.text, context: Packs.context))
        }
        print("\(industry) misheard: accuracy \(evaluation.accuracy)")
        #expect(evaluation.accuracy.value > 0.8)
    }

    @Test("no held-out phrase is a training phrase", arguments: ["heating", "ecommerce"])
    func apart(industry: String) throws {
        let loaded = try #require(industry == "heating" ? Packs.heating : Packs.ecommerce)
        let known = Set(loaded.pack.intents.flatMap(\.phrases) + loaded.pack.outOfScopePhrases)
        #expect(try Packs.heldOut(industry).filter { known.contains($0.text) }.isEmpty)
    }
}
