import Bus
import Contracts
import SpeechIntentCore
import SpeechIntentShell
import Testing
import Vocabulary

/// The same conversation in writing, over the bus.
@Suite("Turns in writing", .serialized)
struct TextTurnTests {
    private func turn(_ rig: Rig, _ text: String?, keys: String? = nil, call: CallID = "CHAT", pack: PackName = "shop") async throws -> TextTurn.Answer {
        let request = TextTurn(
            call: call, tenant: "t", pack: pack, caller: Masked("13800138000"), text: text.map { Masked($0) }, keys: keys,
            trace: TraceParent("00-00000000000000000000000000000001-0000000000000001-01"))
        return try await rig.retrying { try await rig.ticketing.ask(request, of: rig.speech.instance) }
    }

    @Test("greeted, served by a business action, ended, and all of it told")
    func whole() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("none", [nil])])
        let first = try await turn(rig, nil)
        #expect(first.said.map(\.revealed) == [Shop.greeting])
        let second = try await turn(rig, "我的快递到哪里了")
        #expect(second.said.map(\.revealed).joined().contains("您的包裹已经发出。"))
        #expect(rig.acts.withLock { $0 }.map(\.action) == ["parcel.lookup"])
        let last = try await turn(rig, "没事了再见")
        #expect(last.ended)
        #expect(await rig.eventually { rig.journal.all(ConversationEnded.self).first?.outcome == .finished })
        #expect(rig.journal.all(UtteranceRecognised.self).count == 2)
        #expect(try await turn(rig, nil).said.map(\.revealed) == [Shop.greeting])
        await rig.stop()
    }

    @Test("whoever asks for a person is rung back")
    func person() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("none", [nil])])
        let answer = try await turn(rig, "转人工")
        #expect(answer.handedOver)
        #expect(rig.acts.withLock { $0 }.last?.action == "callback.create")
        #expect(answer.said.map(\.revealed).joined().contains(Prompt.nobodyFree))
        await rig.stop()
    }

    @Test("any text is answered", arguments: ["", "😀", String(repeating: "快递", count: 10_000), "\u{0}", "<script>"])
    func anything(text: String) async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("none", [nil])])
        _ = try await turn(rig, nil)
        #expect(!(try await turn(rig, text)).said.isEmpty)
        await rig.stop()
    }

    @Test("no such pack")
    func unknownPack() async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("none", [nil])])
        _ = try await turn(rig, nil)
        let failure = await #expect(throws: RequestFailure.self) { try await turn(rig, "你好", call: "OTHER", pack: "nothing") }
        #expect(failure?.code == .notFound)
        await rig.stop()
    }
}
