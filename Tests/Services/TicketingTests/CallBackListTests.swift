import Contracts
import TestKit
import Testing
import TicketingCore
import Vocabulary

/// Who is rung back next. Times are China's.
@Suite struct CallBackListTests {
    private static let monday: Int64 = 1_795_968_000_000_000  // 2026-11-30 00:00 in China

    private static func at(_ hour: Int, _ minute: Int = 0) -> Timestamp { Timestamp(microseconds: monday) + .seconds(3600 * hour + 60 * minute) }

    private static func wish(_ ticket: TicketID, at time: Timestamp, from: Timestamp? = nil, agreed: Bool = false, urgent: Bool = false) -> CallBack {
        CallBack(ticket: ticket, wishedAt: time, notBefore: from ?? time, isAgreed: agreed, isUrgent: urgent)
    }

    private static func taken(_ next: CallBackList.Next) -> CallBack? { if case .take(let callBack) = next { callBack } else { nil } }

    @Test func whoWishedFirstIsRungFirst() {
        let list = CallBackList([Self.wish("b", at: Self.at(9, 30)), Self.wish("a", at: Self.at(9))])
        let first = Self.taken(list.next(for: "li", at: Self.at(10)))
        #expect(first?.ticket == "a" && first?.claim?.fence == 1 && first?.claim?.until == Self.at(10, 30))
    }

    @Test func anAgreedTimeGoesFirstOnceItHasComeAndNotBefore() {
        let list = CallBackList([Self.wish("early", at: Self.at(9)), Self.wish("agreed", at: Self.at(9, 30), from: Self.at(15), agreed: true)])
        #expect(Self.taken(list.next(for: "li", at: Self.at(14, 59)))?.ticket == "early")
        #expect(Self.taken(list.next(for: "li", at: Self.at(15)))?.ticket == "agreed")
    }

    @Test func whatIsUrgentGoesFirst() {
        let list = CallBackList([Self.wish("a", at: Self.at(9)), Self.wish("gas", at: Self.at(9, 30), urgent: true)])
        #expect(Self.taken(list.next(for: "li", at: Self.at(10)))?.ticket == "gas")
    }

    @Test func atNightNobodyIsRungAndTheMorningIsNamed() {
        let list = CallBackList([Self.wish("a", at: Self.at(20))])
        #expect(Self.taken(list.next(for: "li", at: Self.at(20, 59)))?.claim?.until == Self.at(21), "nobody is dialled later")
        #expect(list.next(for: "li", at: Self.at(21)) == .nobody(next: Self.at(24 + 8)))
        #expect(list.next(for: "li", at: Self.at(21, 1)) == .nobody(next: Self.at(24 + 8)))
        #expect(list.next(for: "li", at: Self.at(24 + 7, 59)) == .nobody(next: Self.at(24 + 8)))
        #expect(Self.taken(list.next(for: "li", at: Self.at(24 + 8)))?.ticket == "a")
        #expect(CallBackList([]).next(for: "li", at: Self.at(23)) == .nobody(next: nil))
    }

    @Test func twoAgentsNeverHaveTheSameAndWhoHasOneGetsItAgain() {
        var a = Self.wish("a", at: Self.at(9)), b = Self.wish("b", at: Self.at(9, 1))
        a = Self.taken(CallBackList([a, b]).next(for: "li", at: Self.at(10))) ?? a
        #expect(CallBackList([a, b]).next(for: "li", at: Self.at(10, 5)) == .has(a))
        b = Self.taken(CallBackList([a, b]).next(for: "wang", at: Self.at(10, 5))) ?? b
        #expect(b.ticket == "b" && b.claim?.agent == "wang")
        #expect(CallBackList([a, b]).next(for: "zhao", at: Self.at(10, 6)) == .nobody(next: Self.at(10, 30)))
    }

    /// The desk of the first dies between taking and finishing.
    @Test func aClaimThatLapsesIsTakenByTheNextUnderAHigherFence() {
        let first = Self.taken(CallBackList([Self.wish("a", at: Self.at(9))]).next(for: "li", at: Self.at(10)))
        let second = first.flatMap { Self.taken(CallBackList([$0]).next(for: "wang", at: Self.at(10, 30))) }
        #expect(second?.claim?.fence == 2)
        #expect(second.flatMap { CallBackList.end($0, by: "li", fence: 1, .reached, at: Self.at(10, 31)) } == nil)
        #expect(second.flatMap { CallBackList.end($0, by: "wang", fence: 2, .reached, at: Self.at(10, 31)) } == .off(.resolved))
    }

    /// Nobody else took it meanwhile: the long conversation counts.
    @Test func whoFinishesAfterTheClaimLapsedIsHeard() {
        let taken = Self.taken(CallBackList([Self.wish("a", at: Self.at(9))]).next(for: "li", at: Self.at(10)))
        #expect(taken.flatMap { CallBackList.end($0, by: "li", fence: 1, .reached, at: Self.at(11)) } == .off(.resolved))
    }

    @Test func whoDoesNotAnswerIsTriedThreeTimesAndNeverAtNight() {
        var callBack = Self.wish("a", at: Self.at(9)), told: [Timestamp] = []
        for hour in [10, 19, 24 + 8] {
            guard let taken = Self.taken(CallBackList([callBack]).next(for: "li", at: Self.at(hour))), let fence = taken.claim?.fence else { return #expect(Bool(false), "\(hour)") }
            switch CallBackList.end(taken, by: "li", fence: fence, .noAnswer, at: Self.at(hour)) {
            case .again(let again):
                told.append(again.notBefore)
                callBack = again
            case .off(let state): #expect(state == .cancelled && hour == 24 + 8)
            case nil: #expect(Bool(false))
            }
        }
        #expect(told == [Self.at(10, 20), Self.at(24 + 8)])
    }

    @Test func whatIsPutBackKeepsItsPlaceAndItsTries() {
        let a = Self.taken(CallBackList([Self.wish("a", at: Self.at(9))]).next(for: "li", at: Self.at(10)))
        guard let a, case .again(let back) = CallBackList.end(a, by: "li", fence: 1, .putBack, at: Self.at(10, 1)) else { return #expect(Bool(false)) }
        let next = Self.taken(CallBackList([Self.wish("b", at: Self.at(9, 30)), back]).next(for: "wang", at: Self.at(10, 1)))
        #expect(next?.ticket == "a" && next?.tries == 0 && next?.claim?.fence == 2)
    }

    @Test func whoSaidNoIsPassedOver() {
        var a = Self.wish("a", at: Self.at(9))
        a.isRefused = true
        let list = CallBackList([a, Self.wish("b", at: Self.at(9, 30))])
        #expect(list.refused == ["a"])
        #expect(Self.taken(list.next(for: "li", at: Self.at(10)))?.ticket == "b")
        #expect(CallBackList([a]).next(for: "li", at: Self.at(10)) == .nobody(next: nil))
    }

    /// Any number of agents, any outcomes, desks that die: nobody is rung by two, outside hours, after a no, or out of turn.
    @Test(arguments: 1...200 as ClosedRange<UInt64>) func promises(seed: UInt64) {
        var random = SeededRandom(seed: seed), list: [CallBack] = [], now = Self.at(6), wishes = 0
        for _ in 0..<400 {
            now = now + .seconds(Int(random.next() % 1200))
            switch random.next() % 6 {
            case 0...1:
                wishes += 1
                list.append(Self.wish(TicketID("t\(100 + wishes)"), at: now, urgent: random.next() % 9 == 0))
            case 2: if let index = list.indices.randomElement(using: &random) { list[index].isRefused = true }
            case 3...4:
                let agent = AgentID("agent\(random.next() % 3)")
                guard case .take(let taken) = CallBackList(list).next(for: agent, at: now) else { continue }
                guard let index = list.firstIndex(where: { $0.ticket == taken.ticket }) else { return #expect(Bool(false), "seed \(seed): it is not on the list") }
                let before = list[index]
                #expect(Daytime.isPermitted(now) && !before.isRefused && before.notBefore <= now, "seed \(seed)")
                #expect(before.claim.map { $0.until <= now } ?? true, "seed \(seed): two agents have one")
                #expect((taken.claim?.fence ?? 0) > (before.claim?.fence ?? 0), "seed \(seed)")
                let passed = list.filter { $0.ticket != taken.ticket && !$0.isRefused && $0.notBefore <= now && ($0.claim.map { $0.until <= now } ?? true) && $0.isUrgent == before.isUrgent }
                #expect(passed.allSatisfy { $0.wishedAt >= before.wishedAt }, "seed \(seed): out of turn")
                list[index] = taken
            default:
                guard let held = list.filter({ $0.claim != nil }).randomElement(using: &random), let claim = held.claim else { continue }
                let outcome = CallBackOutcome.allCases[Int(random.next() % UInt64(CallBackOutcome.allCases.count))]
                guard let end = CallBackList.end(held, by: claim.agent, fence: claim.fence, outcome, at: now) else { return #expect(Bool(false), "seed \(seed)") }
                list.removeAll { $0.ticket == held.ticket }
                if case .again(let again) = end { list.append(again) }
            }
        }
    }
}
