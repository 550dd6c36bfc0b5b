import Contracts
import RoutingCore
import Testing
import Vocabulary

struct OverflowTests {
    private let rules = QueueRules(overflows: [
        QueueOverflow(when: .nobody, to: .nightService), QueueOverflow(when: .full(waiting: 10), to: .callBack), QueueOverflow(when: .after(seconds: 60), to: .queue("second")),
        QueueOverflow(when: .after(seconds: 120), to: .callBack),
    ])
    private func destination(_ waited: Int, ahead: Int, able: Int, visited: Set<QueueName> = ["service"]) -> QueueOverflow.Destination? {
        Overflow.destination(.init(waited: .seconds(waited), ahead: ahead, able: able), rules: rules, visited: visited)
    }

    @Test func whoCanBeServedStays() {
        #expect(destination(0, ahead: 0, able: 1) == nil)
        #expect(destination(59, ahead: 9, able: 1) == nil)
    }

    @Test func aQueueWithoutAgentsAndASkillNobodyHasLeadElsewhereAtOnce() { #expect(destination(0, ahead: 0, able: 0) == .nightService) }

    @Test func aFullQueueTakesNobodyMoreButKeepsWhoIsThere() {
        #expect(destination(0, ahead: 10, able: 5) == .callBack)
        #expect(destination(30, ahead: 10, able: 5) == nil)
    }

    @Test func waitingTooLongLeadsToTheNextQueueAndNeverBack() {
        #expect(destination(60, ahead: 3, able: 5) == .queue("second"))
        #expect(destination(60, ahead: 3, able: 5, visited: ["service", "second"]) == nil)
        #expect(destination(120, ahead: 3, able: 5, visited: ["service", "second"]) == .callBack)
    }
}

struct WaitEstimateTests {
    @Test func whoeverStandsAtAPlaceWaitsForSoManyTalksToEnd() {
        var service = ServiceTime()
        #expect(WaitEstimate.wait(position: 1, agents: 3, service: service) == .seconds(60), "180 s are assumed until a talk was seen")
        service.served(for: .seconds(120))
        #expect(WaitEstimate.wait(position: 4, agents: 2, service: service) == .seconds(240))
        #expect(WaitEstimate.wait(position: 1, agents: 0, service: service) == nil, "nobody who could ever end the wait")
    }

    @Test func theMeanFollowsWhatTalksLastNow() {
        var service = ServiceTime()
        for _ in 0..<1000 { service.served(for: .seconds(60)) }
        for _ in 0..<300 { service.served(for: .seconds(240)) }
        #expect(service.count == ServiceTime.memory)
        #expect(service.mean > .seconds(239) && service.mean <= .seconds(240))
        service.served(for: .seconds(-5))
        #expect(service.mean < .seconds(240), "a clock that was set back counts as nothing, not as less than nothing")
    }
}
