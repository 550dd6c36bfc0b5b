import AnalyticsCore
import Contracts
import TestKit
import Testing
import Vocabulary

/// The events of one call in every order give the same record, and the figures agree with a count by hand.
struct FoldingTests {
    private let call: CallID = "01CALL"

    private func envelope(_ event: some Event, _ second: Int64, _ service: ServiceName) -> Envelope {
        EventDraft(event, id: EventID("\(second)-\(type(of: event).type)"), tenant: "warm", at: Timestamp(microseconds: second * 1_000_000), trace: TraceParent("00-aa-bb-01"))
            .placed(in: StreamName(of: event.subject, in: service), seq: second, source: "x")
    }

    private var story: [Envelope] {
        let latency = AssistantSpoke.Latency(total: 1400, turnEnd: 600, recognition: 500, synthesis: 200, own: 40)
        return [
            envelope(CallAdmitted(call: call, gateway: "g", speech: "s", epoch: 1, pack: "heating", queue: "service"), 1, .routing),
            envelope(CallStarted(call: call, leg: "l", gateway: "g", dialled: "400", caller: nil, codec: "PCMA/8000", treatment: "assistant"), 1, .mediaGateway),
            envelope(CallAnswered(call: call, setUp: 8000), 1, .mediaGateway),
            envelope(UtteranceRecognised(call: call, revision: 2, party: .caller, text: Sealed(box: "k.a.b"), confidence: 0.9, anger: 85, duration: 2000, recognition: 500), 5, .speechIntent),
            envelope(
                DecisionMade(
                    call: call, revision: 3, intent: "complaint", confidence: 0.8, inScope: 0.9, alternatives: [], threshold: 0.5, action: "hand-over", passages: [], complexity: 0.2, reason: "anger"),
                6, .speechIntent),
            envelope(HandOverDecided(call: call, revision: 4, reason: .anger, suggestion: Sealed(box: "k.c.d")), 6, .speechIntent),
            envelope(AssistantSpoke(call: call, revision: 5, generation: 2, text: Sealed(box: "k.e.f"), complete: true, played: 1500, latency: latency), 7, .speechIntent),
            envelope(HandOverAcknowledged(call: call, agent: "li", revision: 4, latency: 42_000), 7, .speechIntent),
            envelope(CallHandedOver(call: call, agent: "li", fence: 1, waited: 3000), 9, .routing),
            envelope(HandOverFinished(call: call, agent: "li", fence: 1, talked: 60_000), 69, .routing),
            envelope(ActionPerformed(call: call, action: "ticket.create", outcome: "done", ticket: "10000001", key: "k"), 8, .ticketing),
            envelope(ConversationEnded(call: call, outcome: .handedOver, turns: 1, intents: ["complaint"], peakAnger: 85), 70, .speechIntent),
            envelope(CallEnded(call: call, cause: .callerHungUp, talked: 68_000, received: 3400, lost: 0), 70, .mediaGateway),
        ]
    }

    private func folded(_ events: [Envelope]) throws -> CallRecord {
        var record = CallRecord(call: call, tenant: "warm")
        for event in events { #expect(try record.fold(event), "\(event.type)") }
        return record
    }

    @Test func theServiceLevelCountsWhoGaveUpAndRaisesAnAlarm() throws {
        func record(_ id: CallID, waited: Int64?, ended: Bool = true) -> CallRecord {
            var record = CallRecord(call: id, tenant: "warm")
            (record.answeredAt, record.endedAt) = (Timestamp(microseconds: 1), ended ? Timestamp(microseconds: 2) : nil)
            record.handOvers = [.init(reason: .asked, decidedAt: Timestamp(microseconds: 1), waited: waited)]
            return record
        }
        let records = [record("1", waited: 3000), record("2", waited: 20_000), record("3", waited: 20_001), record("4", waited: nil), record("5", waited: 1), record("6", waited: nil, ended: false)]
        let figures = KeyFigures(of: records, against: ServiceObjectives())
        #expect(figures.wantedPerson == 5, "who still waits counts neither way")
        #expect(figures.serviceLevel == 0.6)
        #expect(figures.alarms.map(\.kind) == [.level])
        var strict = ServiceObjectives()
        (strict.servedShare, strict.servedWithin) = (0.5, .seconds(2))
        #expect(KeyFigures(of: records, against: strict).alarms == [Alarm(kind: .level, value: 0.2, limit: 0.5)])
        #expect(KeyFigures(of: Array(records.prefix(3)), against: ServiceObjectives()).alarms == [], "three calls are no share to speak of")
        #expect(KeyFigures(of: [], against: ServiceObjectives()).serviceLevel == nil)
        var lost = record("7", waited: 1)
        lost.cause = "gateway-lost"
        #expect(KeyFigures(of: [lost], against: ServiceObjectives()).alarms == [Alarm(kind: .lost, value: 1, limit: 0)])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func anyInterleavingGivesTheSameRecord(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        #expect(try folded(story.shuffled(using: &random)) == folded(story), "seed \(seed)")
    }

    @Test func theFiguresAgreeWithACountByHand() throws {
        let figures = KeyFigures(of: [try folded(story), CallRecord(call: "02", tenant: "warm")], against: ServiceObjectives())
        #expect(figures.calls == 2)
        #expect(figures.answered == 1)
        #expect(figures.answerRate == 0.5)
        #expect(figures.handedOver == 1)
        #expect(figures.finishedByAssistant == 0)
        #expect(figures.automationRate == 0)
        #expect(figures.angry == 1)
        #expect(figures.ticketsOpened == 1)
        #expect(figures.acknowledgement?.p99 == 42)
        #expect(figures.response?.p50 == 1400)
        #expect(figures.setUp?.max == 8)
        #expect(figures.intents == [.init(name: "complaint", calls: 1)])
    }

    @Test func aLostGatewaysCallHasItsCause() throws {
        let events = story.dropLast() + [envelope(CallLost(call: call, gateway: "g", reason: "gateway-lost"), 71, .routing)]
        #expect(try folded(Array(events)).cause == "gateway-lost")
        #expect(try folded(Array(events) + [story[story.count - 1]]).cause == "caller-hung-up", "the gateway's own word is the better one")
    }

    @Test func quantilesAreNearestRanks() {
        #expect(KeyFigures.Quantiles(of: []) == nil)
        let hundred = KeyFigures.Quantiles(of: (1...100).map(Double.init).shuffled())
        #expect(hundred?.p50 == 50)
        #expect(hundred?.p95 == 95)
        #expect(hundred?.p99 == 99)
        #expect(KeyFigures.Quantiles(of: [7])?.p99 == 7)
    }
}
