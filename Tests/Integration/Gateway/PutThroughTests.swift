import Audio
import Contracts
import CSys
import Glibc
import MediaGatewayCore
import MediaGatewayShell
import Phone
import Protocols
import TestKit
import Testing
import Vocabulary

/// Agents' phones that put a caller through by REFER, over real sockets.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PutThroughTests {
    static let caller = 500.0, colleague = 1300.0

    private func admitting(_ gateway: TestGateway) async -> ScriptedSpeech {
        await gateway.routing.serve(AdmitCall.self) { request, _ in
            guard request.dialled == "4001" else { return AdmitCall.Answer(tenant: "", treatment: .unknownNumber) }
            return AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: "speech-1", epoch: 1, pack: "heating", queue: "repairs"))
        }
        return await ScriptedSpeech("speech-1", on: gateway.network)
    }

    private func connect(_ phone: String, _ gateway: TestGateway, _ speech: ScriptedSpeech) async throws {
        _ = try await onThread { speech.wait { $0.started.count == 1 } }
        let call = try #require(speech.started.first).call
        let answer = try await gateway.routing.ask(ConnectAgent(call: call, agent: "li", phone: phone, fence: 1, ring: 10, trace: TraceParent("00-0-0-01")), of: "gateway-1")
        guard case .connected = answer else { throw RequestFailure(.failed, "\(answer)") }
    }

    private func bind(_ user: String, _ contact: PhoneContact, _ gateway: TestGateway) async throws {
        try await gateway.registrations.bound(user, contact, expires: Timestamp(microseconds: .max))
    }

    private func listen() async throws -> ClosedRange<Instant> {
        try await Task.sleep(for: .milliseconds(350))
        let began = Instant(nanoseconds: sys_monotonic())
        try await Task.sleep(for: .milliseconds(500))
        return began...Instant(nanoseconds: sys_monotonic())
    }

    @Test func anAgentPutsACallerThroughWithoutWaiting() async throws {
        let gateway = try TestGateway(), speech = await admitting(gateway)
        let agent = try TalkingPhone("1001", tone: nil, at: gateway.address), colleague = try TalkingPhone("1002", tone: Self.colleague, at: gateway.address)
        try await bind("1001", agent.contact, gateway)
        try await bind("1002", colleague.contact, gateway)
        let caller = try TalkingPhone("13800000001", tone: Self.caller, calls: "4001", at: gateway.address)
        try await connect("1001", gateway, speech)
        // The gateway has the 200 before the phone has the ACK, and a phone without it asks for nothing.
        #expect(try await agent.happened("connected"))
        agent.perform(.transfer("1002"))
        #expect(try await agent.happened("ended peer"))
        #expect(agent.events.filter { $0.hasPrefix("transferring") } == ["transferring 100", "transferring 200 over"])
        let time = try await listen()
        let callers = try await caller.hungUp(), colleagues = try await colleague.hungUp()
        _ = try await agent.hungUp()
        try await gateway.end()
        #expect(callers.tones([Self.caller, Self.colleague], during: time) == [Self.colleague])
        #expect(colleagues.tones([Self.caller, Self.colleague], during: time) == [Self.caller])
    }

    @Test func aTransferToNobodyIsToldAndRoutingLooksFurther() async throws {
        let gateway = try TestGateway(), speech = await admitting(gateway)
        let wanted = KeptLines()
        await gateway.routing.serve(HandOver.self) { request, _ in
            wanted.add(request.reason.rawValue)
            return .waiting(position: 1, seconds: nil)
        }
        let agent = try TalkingPhone("1001", tone: nil, at: gateway.address)
        try await bind("1001", agent.contact, gateway)
        let caller = try TalkingPhone("13800000001", tone: nil, calls: "4001", at: gateway.address)
        try await connect("1001", gateway, speech)
        // The gateway has the 200 before the phone has the ACK, and a phone without it asks for nothing.
        #expect(try await agent.happened("connected"))
        agent.perform(.transfer("nobody"))
        #expect(try await agent.happened("ended peer"))
        #expect(agent.events.filter { $0.hasPrefix("transferring") } == ["transferring 100", "transferring 503 over"])
        let isAsked = try await onThread { eventually { wanted.lines == ["asked"] } }
        #expect(isAsked)
        _ = try await caller.hungUp()
        _ = try await agent.hungUp()
        try await gateway.end()
    }

    /// The phone talks in two calls, and says in either of them that they are to become one.
    @Test(arguments: [false, true]) func anAgentAsksAColleagueFirstAndPutsTheCallerThrough(inTheOther: Bool) async throws {
        let gateway = try TestGateway { $0.mediaThreads = 2 }
        let speech = await admitting(gateway)
        let colleague = try TalkingPhone("1002", tone: Self.colleague, at: gateway.address)
        try await bind("1002", colleague.contact, gateway)
        // Two lines of one phone: one that the gateway rings, one that is registered and calls.
        let served = try TestCaller(answersIncoming: true), asking = try TestCaller()
        try await bind("2001", PhoneContact(contact: "sip:2001@\(served.contact)", peer: served.contact), gateway)
        let lines = UncheckedBox((served, asking)), address = gateway.address
        let caller = try TalkingPhone("13800000001", tone: Self.caller, calls: "4001", at: address)
        async let events = onThread { () -> [[String]] in
            let (served, asking) = lines.value
            func both(_ limit: Int = 8000, until done: () -> Bool) {
                for _ in 0..<limit / 10 where !done() { _ = (served.run(.milliseconds(5)), asking.run(.milliseconds(5))) }
            }
            _ = try asking.register("1001", "secret", at: address)
            both { served.isAnswered }
            try asking.dial("1002", at: address, as: "1001")
            both { asking.isAnswered }
            both(300) { false }
            if inTheOther { asking.transfer(to: "4001", at: address, replacing: served) } else { served.transfer(to: "1002", at: address, replacing: asking) }
            both { served.isEnded && asking.isEnded }
            return [served.events, asking.events]
        }
        try await connect("2001", gateway, speech)
        let told = try await events
        let time = try await listen()
        let callers = try await caller.hungUp(), colleagues = try await colleague.hungUp()
        try await gateway.end()
        let progress = ["transfer 100", "transfer 200 over", "ended"]
        #expect(told[0] == (inTheOther ? ["rings", "ended"] : ["rings"] + progress))
        #expect(told[1] == ["ringing 180", "answered"] + (inTheOther ? progress : ["ended"]))
        #expect(callers.tones([Self.caller, Self.colleague], during: time) == [Self.colleague])
        #expect(colleagues.tones([Self.caller, Self.colleague], during: time) == [Self.caller])
        #expect(gateway.journal.types.filter { $0 == CallStarted.type || $0 == CallEnded.type } == [CallStarted.type, CallEnded.type], "phones that talk to each other are no call")
    }

    /// How phones say that the caller is to go to whom they ring just now.
    enum WhileRinging: CaseIterable {
        /// REFER with Replaces, which names the early dialog.
        case named
        /// CANCEL, then REFER to the number.
        case cancelledFirst
        /// REFER to the number, then CANCEL.
        case cancelledLater
    }

    @Test(arguments: WhileRinging.allCases) func anAgentPutsTheCallerThroughWhileTheColleaguesPhoneRings(way: WhileRinging) async throws {
        let gateway = try TestGateway { $0.mediaThreads = 2 }
        let speech = await admitting(gateway), address = gateway.address
        let agent = try TestCaller(answersIncoming: true), colleague = try TestCaller()
        colleague.saying = G711.aLaw(Tone(Self.colleague, level: -12).samples(milliseconds: 30_000))
        try await bind("1002", PhoneContact(contact: "sip:1002@\(colleague.contact)", peer: colleague.contact), gateway)
        let phones = UncheckedBox((agent, colleague))
        _ = try await onThread { try phones.value.0.register("1001", "secret", at: address) }
        let caller = try TalkingPhone("13800000001", tone: Self.caller, calls: "4001", at: address)
        async let told = onThread { () -> (events: [[String]], isHeard: Bool, time: ClosedRange<Instant>) in
            let (agent, colleague) = phones.value
            func both(_ limit: Int = 5000, until done: () -> Bool = { false }) {
                for _ in 0..<limit / 10 where !done() { _ = (agent.run(.milliseconds(5)), colleague.run(.milliseconds(5))) }
            }
            both { agent.isAnswered }
            try agent.consult("1002", at: address, as: "1001")
            both { colleague.events.contains("rings") }
            both(100)
            if way == .cancelledFirst { agent.giveUpConsultation() }
            agent.transfer(to: "1002", at: address, replacingConsultation: way == .named)
            if way == .cancelledLater { agent.giveUpConsultation() }
            both(500)
            colleague.answer()
            both { agent.isEnded }
            // From now on alone, so that it says its tone without gaps.
            _ = colleague.run(.milliseconds(350))
            let began = Instant(nanoseconds: sys_monotonic())
            _ = colleague.run(.milliseconds(700))
            let ended = Instant(nanoseconds: sys_monotonic())
            defer {
                colleague.hangUp()
                _ = colleague.run(.milliseconds(200))
            }
            return ([agent.events, colleague.events], colleague.loud(since: began).count > 10, began...ended)
        }
        try await connect("1001", gateway, speech)
        let outcome = try await told
        let callers = try await caller.hungUp()
        try await gateway.end()
        #expect(outcome.events[0].filter { $0.hasPrefix("transfer") } == ["transfer 100", "transfer 200 over"], "\(outcome.events)")
        #expect(outcome.events[1].filter { $0 == "rings" }.count == (way == .cancelledFirst ? 2 : 1), "\(outcome.events)")
        let heard = callers.tones([Self.caller, Self.colleague], during: outcome.time)
        #expect(outcome.isHeard && heard == [Self.colleague], "\(heard)")
        #expect(gateway.journal.types.filter { $0 == CallStarted.type || $0 == CallEnded.type } == [CallStarted.type, CallEnded.type])
    }

    @Test func onlyAnAgentMayPutACallThroughAndOnlyToACallOfOurs() async throws {
        let gateway = try TestGateway(), speech = await admitting(gateway)
        let agent = try TalkingPhone("1001", tone: nil, at: gateway.address)
        try await bind("1001", agent.contact, gateway)
        let caller = try TalkingPhone("13800000001", tone: nil, calls: "4001", at: gateway.address)
        try await connect("1001", gateway, speech)
        #expect(try await caller.happened("connected"))
        caller.perform(.transfer("1001"))
        #expect(try await caller.happened("transferring 603 over"))
        let strangers = try await onThread { [address = gateway.address] in
            let one = try TestCaller(), other = try TestCaller()
            try one.dial("echo", at: address)
            try other.dial("echo", at: address)
            _ = (one.run { $0.isAnswered }, other.run { $0.isAnswered })
            _ = (one.run(.milliseconds(200)), other.run(.milliseconds(200)))
            one.transfer(to: "echo", at: address, replacing: other)
            let isRefused = one.run { $0.events.contains("transfer 603 over") }
            for line in [one, other] {
                line.hangUp()
                _ = line.run { $0.isEnded }
            }
            return isRefused
        }
        #expect(strangers)
        _ = try await caller.hungUp()
        _ = try await agent.hungUp()
        try await gateway.end()
    }

    @Test func aPhoneThatNobodyAnswersIsToldSo() async throws {
        let gateway = try TestGateway()
        _ = await admitting(gateway)
        let (nobody, stranger) = try await onThread { [address = gateway.address] in
            let phone = try TestCaller()
            _ = try phone.register("1001", "secret", at: address)
            try phone.dial("1009", at: address, as: "1001")
            _ = phone.run { $0.isEnded }
            // Whoever has not registered has no colleagues.
            let stranger = try TestCaller()
            try stranger.dial("1009", at: address, as: "1001")
            _ = stranger.run { $0.isEnded }
            return (phone.status, stranger.status)
        }
        #expect(nobody == 503 && stranger == 404)
        try await gateway.end()
        #expect(gateway.journal.types.allSatisfy { $0 == PhoneRegistered.type || $0 == PhoneLeft.type }, "\(gateway.journal.types)")
    }
}
