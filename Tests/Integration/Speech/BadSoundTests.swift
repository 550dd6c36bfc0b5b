import Contracts
import SpeechIntentCore
import SpeechIntentShell
import Testing
import Vocabulary

/// Recognisers that answer as real ones do to sound that is no speech, through the host.
@Suite("Bad sound, through the host", .serialized)
struct BadSoundTests {
    /// Speaks so often; what was said and done for it.
    private func call(_ recognisers: [any Recognizer], turns: Int) async throws -> (rig: Rig, line: Line) {
        let rig = try await Rig(recognisers: recognisers)
        let line = try await rig.begin()
        try await line.silence(100)
        for turn in 1...turns {
            let generation = UInt32(turn)
            #expect(await rig.eventually { line.frames.contains { $0.generation == generation && $0.last } })
            try line.play(generation)
            try await line.speech(600)
            try await line.silence(1500)
        }
        return (rig, line)
    }

    @Test("without any recogniser the keypad is offered, and serves")
    func noRecogniser() async throws {
        let (rig, line) = try await call([], turns: 2)
        #expect(await rig.eventually { line.frames.contains { $0.generation == 3 && $0.last } })
        try line.play(3)
        try line.control(.digit(UInt8(ascii: "1")))
        #expect(await rig.eventually { rig.acts.withLock { $0 }.first?.action == "parcel.lookup" })
        await rig.stop()
    }

    @Test("breath, music and tones, for which recognisers write nothing: asked otherwise, then a person; nothing is done")
    func nothingHeard() async throws {
        let (rig, _) = try await call([ScriptedRecognizer("empty", [""])], turns: 3)
        #expect(await rig.eventually { rig.journal.all(HandOverDecided.self).first?.reason == .misunderstanding })
        #expect(rig.acts.withLock { $0 }.isEmpty && rig.journal.all(UtteranceRecognised.self).isEmpty)
        await rig.stop()
    }
}
