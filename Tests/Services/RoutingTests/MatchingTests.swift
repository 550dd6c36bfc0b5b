import Contracts
import RoutingCore
import TestKit
import Testing
import Vocabulary

struct MatchingTests {
    private func call(_ name: String, _ second: Int64, skills: Set<String> = [], priority: Int = 0, declinedBy: Set<AgentID> = []) -> Matching.WaitingCall {
        .init(call: CallID(name), skills: skills, priority: priority, queuedAt: Timestamp(microseconds: second * 1_000_000), declinedBy: declinedBy)
    }
    private func agent(_ name: String, idleSince second: Int64, skills: Set<String> = []) -> Matching.IdleAgent {
        .init(agent: AgentID(name), skills: skills, idleSince: Timestamp(microseconds: second * 1_000_000))
    }

    @Test func theLongestIdleGetsTheFirstCall() {
        let pairs = Matching.pairs(waiting: [call("b", 2), call("a", 1)], idle: [agent("li", idleSince: 20), agent("wang", idleSince: 10)])
        #expect(pairs == [.init(call: "a", agent: "wang"), .init(call: "b", agent: "li")])
    }

    @Test func priorityGoesBeforeArrival() {
        #expect(Matching.pairs(waiting: [call("early", 1), call("angry", 2, priority: 5)], idle: [agent("li", idleSince: 0)]) == [.init(call: "angry", agent: "li")])
    }

    @Test func aCallThatNobodyCanServeDoesNotHoldUpTheNext() {
        let pairs = Matching.pairs(waiting: [call("a", 1, skills: ["english"]), call("b", 2)], idle: [agent("li", idleSince: 0, skills: ["heating"])])
        #expect(pairs == [.init(call: "b", agent: "li")])
    }

    @Test func whoDidNotTakeItIsAskedAgainOnlyWhenNobodyElseCan() {
        let waiting = [call("a", 1, declinedBy: ["li"])]
        #expect(Matching.pairs(waiting: waiting, idle: [agent("li", idleSince: 0), agent("wang", idleSince: 9)]) == [.init(call: "a", agent: "wang")])
        #expect(Matching.pairs(waiting: waiting, idle: [agent("li", idleSince: 0)]) == [.init(call: "a", agent: "li")])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func noCallAndNoAgentIsGivenTwice(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let skills = ["heating", "shop", "english"]
        func some() -> Set<String> { Set(skills.filter { _ in Bool.random(using: &random) }) }
        let waiting = (0..<Int.random(in: 0...30, using: &random)).map { call("c\($0)", Int64.random(in: 0...50, using: &random), skills: some(), priority: Int.random(in: 0...2, using: &random)) }
        let idle = (0..<Int.random(in: 0...20, using: &random)).map { agent("a\($0)", idleSince: Int64.random(in: 0...50, using: &random), skills: some()) }
        let pairs = Matching.pairs(waiting: waiting, idle: idle)
        #expect(Set(pairs.map(\.call)).count == pairs.count, "seed \(seed)")
        #expect(Set(pairs.map(\.agent)).count == pairs.count, "seed \(seed)")
        for pair in pairs {
            let call = waiting.first { $0.call == pair.call }, agent = idle.first { $0.agent == pair.agent }
            #expect(agent?.skills.isSuperset(of: call?.skills ?? ["none"]) == true, "seed \(seed)")
        }
        // Nobody waits while somebody who could serve is idle.
        let left = waiting.filter { call in !pairs.contains { $0.call == call.call } }, free = idle.filter { agent in !pairs.contains { $0.agent == agent.agent } }
        for call in left { #expect(!free.contains { $0.skills.isSuperset(of: call.skills) }, "seed \(seed)") }
    }
}
