import Contracts
import SpeechIntentCore
import SpeechIntentShell
import Testing
import Vocabulary

/// The shell with everything but sound, models and a database: real tasks, an in-memory bus, short real times.
@Suite("Speech host", .serialized)
struct HostTests {
    @Test("a call is greeted, understood, served and ended, and all of it is told")
    func wholeCall() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", ["我的快递到哪里了", "没事了再见"])])
        let line = try await rig.begin()
        try await line.silence(100)
        #expect(await rig.eventually { line.frames.contains { $0.generation == 1 && $0.last } })
        #expect(line.frames.filter { $0.generation == 1 }.map(\.seq) == Array(0..<UInt32(Shop.greeting.count)))
        try line.play(1)
        try await line.speech(600)
        try await line.silence(900)
        #expect(await rig.eventually { line.frames.contains { $0.generation == 2 && $0.last } })
        #expect(rig.acts.withLock { $0 }.first?.key == "CALL/1/parcel.lookup")
        try line.play(2)
        try await line.speech(600)
        try await line.silence(900)
        #expect(await rig.eventually { line.frames.contains { $0.generation == 3 && $0.last } })
        try line.play(3)
        #expect(await rig.eventually { line.controls.contains(.hangUp(generation: 3)) })
        _ = try await rig.gateway.ask(EndConversation(call: "CALL", epoch: 1), of: rig.speech.instance)
        #expect(await rig.eventually { rig.journal.types.last == ConversationEnded.type })
        #expect(rig.journal.all(ConversationEnded.self).first?.outcome == .finished)
        #expect(rig.journal.all(UtteranceRecognised.self).map(\.text.box) == ["[\"我的快递到哪里了\"]", "[\"没事了再见\"]"])
        let spoken = rig.journal.all(AssistantSpoke.self)
        #expect(spoken.count == 3)
        #expect(spoken[0].latency == nil && spoken[1].latency != nil)
        #expect(await rig.eventually { rig.snapshots.calls.isEmpty })
        await rig.stop()
    }

    @Test("a recogniser that hangs is passed over, in the middle of the call and then for a while")
    func hangingRecogniser() async throws {
        var deadlines = SpeechEngines.Deadlines()
        deadlines.recognition = .milliseconds(200)
        let hanging = ScriptedRecognizer("hangs", [nil]), working = ScriptedRecognizer("works", ["我想退货"])
        let rig = try await Rig(recognisers: [hanging, working], deadlines: deadlines)
        let line = try await rig.begin()
        try await line.silence(100)
        try line.play(1)
        try await line.speech(600)
        try await line.silence(1500)
        #expect(await rig.eventually { rig.journal.all(DecisionMade.self).last?.passages == ["return@1"] })
        let before = hanging.asked.load(ordering: .relaxed)
        #expect(await rig.eventually { line.frames.contains { $0.generation == 2 && $0.last } })
        try line.play(2)
        try await line.speech(600)
        try await line.silence(900)
        #expect(await rig.eventually { rig.journal.all(UtteranceRecognised.self).count == 2 })
        #expect(hanging.asked.load(ordering: .relaxed) == before)
        await rig.stop()
    }

    @Test("a voice that fails is replaced by the next")
    func failingVoice() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", [""])], voices: [ScriptedVoice(name: "mute", fails: true), ScriptedVoice(name: "voice")])
        let line = try await rig.begin()
        try await line.silence(100)
        #expect(await rig.eventually { line.frames.contains { $0.generation == 1 && $0.last } })
        await rig.stop()
    }

    @Test("a hand-over is asked with the decided revision, timed, and told")
    func handOver() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", ["转人工"])])
        let line = try await rig.begin()
        try await line.silence(100)
        try line.play(1)
        try await line.speech(600)
        try await line.silence(1000)
        #expect(await rig.eventually { rig.journal.all(HandOverAcknowledged.self).count == 1 })
        let decided = rig.journal.all(HandOverDecided.self).first, acknowledged = rig.journal.all(HandOverAcknowledged.self).first
        #expect(acknowledged?.revision == decided?.revision)
        #expect((acknowledged?.latency ?? 0) > 0)
        #expect(rig.metrics.text().contains("hotline_hand_over_acknowledged_seconds_count 1"))
        await rig.stop()
    }

    @Test("another epoch goes on from the last committed turn; the old one falls silent")
    func takeOver() async throws {
        let snapshots = MemorySnapshots()
        let first = try await Rig(recognisers: [ScriptedRecognizer("one", ["我想退货"])], snapshots: snapshots)
        let line = try await first.begin()
        try await line.silence(100)
        try line.play(1)
        try await line.speech(600)
        try await line.silence(900)
        #expect(await first.eventually { first.journal.all(DecisionMade.self).count == 1 })
        await first.stop()
        let second = try await Rig(recognisers: [ScriptedRecognizer("one", ["我想退货"])], instance: "speech-2", snapshots: snapshots)
        let next = try await second.begin(epoch: 2)
        try await next.silence(100)
        #expect(await second.eventually { second.journal.all(ConversationStarted.self).contains { $0.epoch == 2 && $0.revision > 1 } })
        // An epoch that is over is refused.
        await #expect(throws: RequestFailure.self) { _ = try await second.begin(epoch: 1) }
        await second.stop()
    }

    @Test("frames of another epoch, another gateway or no call change nothing; nor do frames of the wrong size")
    func foreignFrames() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", ["转人工"])])
        let line = try await rig.begin()
        let stranger = rig.network.join("gateway-2", as: .mediaGateway)
        for seq in 0..<40 as Range<UInt32> {
            let loud = [UInt8](repeating: 0xAA, count: 160)
            try rig.gateway.send(.callerAudio([AudioFrame(key: StreamKey(handle: line.key.handle, epoch: 9), party: .caller, seq: seq, alaw: loud)]), to: rig.speech.instance)
            try rig.gateway.send(.callerAudio([AudioFrame(key: StreamKey(handle: 999, epoch: 1), party: .caller, seq: seq, alaw: loud)]), to: rig.speech.instance)
            try rig.gateway.send(.callerAudio([AudioFrame(key: line.key, party: .caller, seq: seq, alaw: [])]), to: rig.speech.instance)
            try stranger.send(.callerAudio([AudioFrame(key: line.key, party: .caller, seq: seq, alaw: loud)]), to: rig.speech.instance)
        }
        try await line.silence(1000)
        #expect(rig.journal.all(UtteranceRecognised.self).isEmpty)
        await rig.stop()
    }

    @Test("no more calls than the capacity, and none of an unknown pack")
    func capacity() async throws {
        var settings = SpeechSettings()
        settings.capacity = 1
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", [""])], settings: settings)
        let line = try await rig.begin(call: "A")
        // Asked again, the answer is the same.
        #expect(try await rig.begin(call: "A").key == line.key)
        await #expect(throws: RequestFailure.self) { _ = try await rig.begin(call: "B") }
        await rig.stop()
    }

    @Test("knowledge is searched for the desk")
    func searches() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", [""])])
        _ = try await rig.begin()
        let desk = rig.network.join("desk-1", as: .agentAssist)
        let answer = try await desk.ask(SearchKnowledge(pack: "shop", text: Masked("怎么退货"), limit: 3), of: rig.speech.instance)
        #expect(answer.passages.first?.article == "return")
        await rig.stop()
    }

    @Test("the desk is told what a pack holds for people")
    func describesPacks() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", [""])])
        _ = try await rig.begin()
        let desk = rig.network.join("desk-1", as: .agentAssist)
        let guide = try await desk.ask(DescribePack(pack: "shop"), of: rig.speech.instance)
        #expect(guide.title == "商店")
        #expect(guide.articles.contains { $0.id == "return" && !$0.source.isEmpty })
        #expect(!guide.topics.isEmpty && guide.topics.allSatisfy { !$0.gloss.isEmpty && $0.phrases.count <= 12 })
        await #expect(throws: RequestFailure.self) { _ = try await desk.ask(DescribePack(pack: "nowhere"), of: rig.speech.instance) }
        await rig.stop()
    }

    @Test("the desk is told what people talk about")
    func advises() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", [""])])
        _ = try await rig.begin()
        let desk = rig.network.join("desk-1", as: .agentAssist)
        func ask(_ text: String, pack: PackName = "shop") async throws -> Advise.Answer { try await desk.ask(Advise(pack: pack, text: Masked(text)), of: rig.speech.instance) }
        let about = try await ask("那这个东西怎么退")
        #expect(about.intent == "return_goods" && about.confidence >= 0.5 && about.articles.first == "return")
        #expect(try await ask("好的再见").intent == nil, "common to every industry")
        await #expect(throws: RequestFailure.self) { _ = try await ask("退货", pack: "nowhere") }
        await #expect(throws: RequestFailure.self) { _ = try await ask(String(repeating: "退", count: 501)) }
        await rig.stop()
    }

    @Test("a changed pack serves the calls that begin after it; those going on keep theirs")
    func changedPack() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", ["我想退货"])])
        let before = try await rig.begin(call: "A")
        await rig.service.put(try Shop.industry(version: "2", greeting: "新的问候。"))
        let after = try await rig.begin(call: "B")
        try await before.silence(60)
        try await after.silence(60)
        #expect(await rig.eventually { after.frames.contains { $0.generation == 1 && $0.last } })
        #expect(after.frames.count == "新的问候。".count)
        #expect(await rig.eventually { before.frames.count == Shop.greeting.count })
        #expect(await rig.eventually { Set(rig.journal.all(ConversationStarted.self).map(\.packVersion)) == ["1", "2"] })
        await rig.stop()
    }
}
