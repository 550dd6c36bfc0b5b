import Contracts
import RoutingCore
import TestKit
import Testing
import Vocabulary

struct MatchingTests {
    private let now = second(100)
    private func pairs(_ waiting: [WaitingCall], _ idle: [IdleAgent], _ rules: QueueRules = QueueRules(), turn: Int = 0) -> [String] {
        Matching.pairs(waiting: waiting, idle: idle, rules: rules, turn: turn, at: now).map { "\($0.call) \($0.agent)" }
    }

    // MARK: Who is asked

    @Test func theLongestIdleGetsTheFirstCall() {
        #expect(pairs([call("b", 2), call("a", 1)], [agent("li", idleSince: 20), agent("wang", idleSince: 10)]) == ["a wang", "b li"])
    }

    @Test(arguments: [
        (QueueStrategy.longestIdle, ["a wang", "b chen", "c li"]), (.fewestCalls, ["a li", "b chen", "c wang"]),
        (.leastTalk, ["a chen", "b wang", "c li"]), (.topDown, ["a wang", "b li", "c chen"]), (.roundRobin, ["a chen", "b wang", "c li"]),
        (.ringAll, ["a chen", "a li", "a wang"]),
    ])
    func eachStrategyHasItsOrder(strategy: QueueStrategy, expected: [String]) {
        let idle = [
            agent("li", idleSince: 30, calls: 1, talked: 900, rank: 2), agent("wang", idleSince: 10, calls: 9, talked: 500, rank: 1),
            agent("chen", idleSince: 20, calls: 5, talked: 100, rank: 3),
        ]
        #expect(pairs([call("a", 1), call("b", 2), call("c", 3)], idle, QueueRules(strategy: strategy), turn: 2) == expected)
    }

    @Test func roundRobinBeginsAgainAfterTheLastOfTheList() {
        let idle = [agent("li", idleSince: 1, rank: 1), agent("wang", idleSince: 2, rank: 2)]
        #expect(pairs([call("a", 1)], idle, QueueRules(strategy: .roundRobin), turn: 2) == ["a li"])
        #expect(pairs([call("a", 1)], idle, QueueRules(strategy: .roundRobin), turn: 1) == ["a wang"])
    }

    @Test func ringAllRingsOnlyWhoMayTakeTheCall() {
        let idle = [agent("li", idleSince: 1, skills: ["english": 1]), agent("wang", idleSince: 2)]
        #expect(pairs([call("a", 1, skills: ["english"]), call("b", 2)], idle, QueueRules(strategy: .ringAll)) == ["a li", "b wang"])
    }

    // MARK: Who goes first

    @Test func priorityGoesBeforeArrival() {
        #expect(pairs([call("early", 1), call("angry", 2, priority: 5)], [agent("li", idleSince: 0)]) == ["angry li"])
    }

    @Test func aHeadStartIsWorthSecondsOfWaiting() {
        let rules = QueueRules(headStart: 30)
        #expect(pairs([call("early", 1), call("angry", 31, priority: 1)], [agent("li", idleSince: 0)], rules) == ["angry li"], "as if it had come at second 1, and by name")
        #expect(pairs([call("early", 1), call("angry", 32, priority: 1)], [agent("li", idleSince: 0)], rules) == ["early li"], "nobody is passed for ever")
        #expect(pairs([call("early", 1), call("gas", 99, priority: Priority.emergency)], [agent("li", idleSince: 0)], rules) == ["gas li"])
    }

    @Test(arguments: [
        (0, HandOverReason.asked, CallerStanding?.none, 0), (1, .anger, nil, 1), (0, .asked, CallerStanding(complains: true), 2),
        (1, .anger, CallerStanding(complains: true, isElderly: true, grade: 3), 8), (0, .asked, CallerStanding(grade: 99), 3),
        (0, .emergency, nil, 100), (99, .asked, CallerStanding(grade: 3), 99), (-5, .asked, nil, 0),
    ])
    func whatIsKnownOfTheCallerCountsInPoints(asked: Int, reason: HandOverReason, standing: CallerStanding?, points: Int) {
        #expect(Priority.points(asked: asked, reason: reason, standing: standing) == points)
    }

    // MARK: Skills

    @Test func aCallThatNobodyCanServeDoesNotHoldUpTheNext() {
        #expect(pairs([call("a", 1, skills: ["english"]), call("b", 2)], [agent("li", idleSince: 0, skills: ["heating": 1])]) == ["b li"])
    }

    @Test func whatIsAskedForRelaxesWithTheWait() {
        let rules = QueueRules(level: 3, relaxEvery: 20), novice = agent("li", idleSince: 0, skills: ["english": 1]), nobody = agent("wang", idleSince: 0)
        #expect(pairs([call("a", 61, skills: ["english"])], [novice], rules) == [], "39 s: level 2 is asked for")
        #expect(pairs([call("a", 60, skills: ["english"])], [novice], rules) == ["a li"], "40 s: level 1")
        #expect(pairs([call("a", 60, skills: ["english"])], [nobody], rules) == [])
        #expect(pairs([call("a", 40, skills: ["english"])], [nobody], rules) == ["a wang"], "60 s: anybody")
    }

    @Test func whoHasTheSkillComesBeforeWhomOnlyWaitingMadeAcceptable() {
        let idle = [agent("li", idleSince: 0), agent("wang", idleSince: 50, skills: ["english": 3])]
        #expect(pairs([call("a", 1, skills: ["english"])], idle, QueueRules(level: 3, relaxEvery: 10)) == ["a wang"])
    }

    @Test func theNextRelaxationIsKnownBeforehand() {
        let rules = QueueRules(level: 2, relaxEvery: 30), waiting = call("a", 50, skills: ["english"])
        #expect(SkillNeed.nextRelaxation(of: waiting, rules: rules, after: second(50)) == second(80))
        #expect(SkillNeed.nextRelaxation(of: waiting, rules: rules, after: second(80)) == second(110))
        #expect(SkillNeed.nextRelaxation(of: waiting, rules: rules, after: second(110)) == nil, "nothing is asked for any more")
        #expect(SkillNeed.nextRelaxation(of: call("a", 50), rules: rules, after: second(50)) == nil)
    }

    @Test func aClockThatIsBehindMakesNobodyWaitLess() {
        #expect(call("a", 200).waited(at: now) == .zero)
        #expect(pairs([call("a", 200, skills: ["english"])], [agent("li", idleSince: 300, skills: ["english": 1])], QueueRules(relaxEvery: 5)) == ["a li"])
    }

    // MARK: Who was there before

    @Test func whoDidNotTakeItIsAskedAgainOnlyWhenNobodyElseCan() {
        let waiting = [call("a", 1, declinedBy: ["li"])]
        #expect(pairs(waiting, [agent("li", idleSince: 0), agent("wang", idleSince: 9)]) == ["a wang"])
        #expect(pairs(waiting, [agent("li", idleSince: 0)]) == ["a li"])
    }

    @Test func aCallerGoesToTheAgentOfLastTime() {
        let idle = [agent("li", idleSince: 0), agent("wang", idleSince: 50)]
        #expect(pairs([call("a", 90, lastAgent: "wang")], idle, QueueRules(lastAgent: 0)) == ["a wang"])
        #expect(pairs([call("a", 90, lastAgent: "wang")], idle) == ["a li"], "this queue does not remember")
        #expect(pairs([call("a", 90, lastAgent: "chen")], idle, QueueRules(lastAgent: 20)) == [], "10 s: still waiting for that one alone")
        #expect(pairs([call("a", 80, lastAgent: "chen")], idle, QueueRules(lastAgent: 20)) == ["a li"])
        #expect(pairs([call("a", 90, declinedBy: ["wang"], lastAgent: "wang")], idle, QueueRules(lastAgent: 20)) == ["a li"], "who did not take it is not waited for")
    }

    // MARK: Whatever the rules

    @Test(arguments: 0..<300 as Range<UInt64>)
    func noCallAndNoAgentIsGivenTwice(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let names = ["heating", "shop", "english"]
        let rules = QueueRules(
            strategy: QueueStrategy.allCases.randomElement(using: &random) ?? .topDown, level: Int.random(in: 1...3, using: &random),
            relaxEvery: Bool.random(using: &random) ? 20 : nil, headStart: Bool.random(using: &random) ? 10 : nil)
        func some() -> [String] { names.filter { _ in Bool.random(using: &random) } }
        let waiting = (0..<Int.random(in: 0...30, using: &random)).map {
            call("c\($0)", Int64.random(in: 0...50, using: &random), skills: Set(some()), priority: Int.random(in: 0...2, using: &random))
        }
        let idle = (0..<Int.random(in: 0...20, using: &random)).map { number in
            agent("a\(number)", idleSince: Int64.random(in: 0...50, using: &random), skills: Dictionary(uniqueKeysWithValues: some().map { ($0, Int.random(in: 1...3, using: &random)) }), rank: number)
        }
        let found = Matching.pairs(waiting: waiting, idle: idle, rules: rules, turn: 3, at: now)
        #expect(Set(found.map(\.agent)).count == found.count, "seed \(seed)")
        #expect(rules.strategy == .ringAll || Set(found.map(\.call)).count == found.count, "seed \(seed)")
        func may(_ agent: IdleAgent, _ call: WaitingCall) -> Bool { SkillNeed(of: call, rules: rules, at: now).isMet(by: agent.skills) }
        for pair in found {
            #expect(waiting.first { $0.call == pair.call }.flatMap { call in idle.first { $0.agent == pair.agent }.map { may($0, call) } } == true, "seed \(seed)")
        }
        // Nobody waits while somebody who could serve is idle.
        let left = waiting.filter { call in !found.contains { $0.call == call.call } }, free = idle.filter { agent in !found.contains { $0.agent == agent.agent } }
        for call in left { #expect(!free.contains { may($0, call) }, "seed \(seed)") }
    }
}

// MARK: Words of the tables

func second(_ number: Int64) -> Timestamp { Timestamp(microseconds: number * 1_000_000) }

func call(
    _ name: String, _ queuedAt: Int64, skills: Set<String> = [], priority: Int = 0, declinedBy: Set<AgentID> = [], lastAgent: AgentID? = nil
) -> WaitingCall {
    WaitingCall(call: CallID(name), skills: skills, priority: priority, queuedAt: second(queuedAt), declinedBy: declinedBy, lastAgent: lastAgent)
}

func agent(_ name: String, idleSince: Int64, skills: [String: Int] = [:], calls: Int = 0, talked: Int = 0, rank: Int = 1) -> IdleAgent {
    IdleAgent(agent: AgentID(name), skills: skills, idleSince: second(idleSince), calls: calls, talked: .seconds(talked), rank: rank)
}
