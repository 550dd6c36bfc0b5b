import Contracts
import SpeechIntentCore
import SpeechIntentShell
import Testing

@Suite("A language model in a call", .serialized)
struct ModelTests {
    /// Asks how to return goods; the words that were said for it, up to the question for more.
    private func said(_ model: ScriptedModel) async throws -> (words: String, decisions: [DecisionMade]) {
        var deadlines = SpeechEngines.Deadlines()
        deadlines.sentence = .milliseconds(400)
        deadlines.composition = .milliseconds(800)
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", ["我想退货"])], model: model, deadlines: deadlines)
        let line = try await rig.begin()
        try await line.silence(100)
        #expect(await rig.eventually { line.frames.contains { $0.generation == 1 && $0.last } })
        try line.play(1)
        try await line.speech(600)
        try await line.silence(1500)
        #expect(await rig.eventually { rig.snapshots.calls == ["CALL"] && line.frames.contains { $0.generation >= 2 && $0.last } })
        for generation in UInt32(2)...4 where line.frames.contains(where: { $0.generation == generation }) { try line.play(generation) }
        _ = await rig.eventually { rig.journal.all(AssistantSpoke.self).map(\.text.box).joined().contains("还有什么") }
        let words = rig.journal.all(AssistantSpoke.self).dropFirst().map(\.text.box).joined()
        await rig.stop()
        return (words, rig.journal.all(DecisionMade.self))
    }

    @Test("its sentence is said, and the decision names it")
    func answers() async throws {
        let (words, decisions) = try await said(ScriptedModel(pieces: ["您在7天", "内都可以退货。"]))
        #expect(words.contains("您在7天内都可以退货。"))
        #expect(decisions.contains { $0.model == "model" && $0.prompt?.count == 16 && $0.passages == ["return@1"] && $0.generation != nil && $0.utterance != nil })
    }

    @Test("wrong, broken off or hanging: the article is said", arguments: [ScriptedModel(pieces: ["30天内可以退货。"]), ScriptedModel(pieces: ["七天"], end: .fails), ScriptedModel(pieces: [], end: .hangs)])
    func fallsBack(model: ScriptedModel) async throws {
        let (words, _) = try await said(model)
        #expect(words.contains("七天内可以退货。"))
        #expect(!words.contains("30"))
    }
}
