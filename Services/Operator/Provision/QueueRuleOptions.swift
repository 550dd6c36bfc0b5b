import ArgumentParser
import Contracts
import RoutingCore

/// The rules of a queue, as options. Without any of them the queue keeps the rules it has.
struct QueueRuleOptions: ParsableArguments {
    @Option(help: "Who is asked first: longest-idle, fewest-calls, least-talk, ring-all, round-robin or top-down.") var strategy: String?
    @Option(help: "The level, from 1 to 9, that a wanted skill must have at first.") var level: Int?
    @Option(help: "After so many seconds of waiting the level asked falls by one.") var relaxEvery: Int?
    @Option(help: "So many seconds of waiting are worth one point of priority; without it a higher priority always goes first.") var headStart: Int?
    @Option(help: "A caller waits so many seconds for the person of the last time alone.") var lastAgent: Int?
    @Option(help: "An agent has so many seconds after a call before the next one comes; 0: none.") var wrapUp: Int?
    @Option(help: "So many seconds at most when the agent asks for more time after a call.") var wrapUpMost: Int?
    @Option(help: "after:SECONDS, full:WAITING or nobody, then = and queue:NAME, call-back or night-service; the first that applies decides.")
    var overflow: [String] = []

    func rules() throws -> QueueRules? {
        let numbers = [level, relaxEvery, headStart, lastAgent, wrapUp, wrapUpMost]
        guard strategy != nil || !overflow.isEmpty || numbers.contains(where: { $0 != nil }) else { return nil }
        guard let chosen = QueueStrategy(rawValue: strategy ?? QueueStrategy.longestIdle.rawValue) else {
            throw ValidationError("--strategy is one of \(QueueStrategy.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let overflows = try overflow.map { text in
            guard let overflow = QueueText.overflow(text) else {
                throw ValidationError("--overflow must be such as after:60=queue:second, full:20=call-back or nobody=night-service, not '\(text)'")
            }
            return overflow
        }
        return QueueRules(
            strategy: chosen, level: level ?? 1, relaxEvery: relaxEvery, headStart: headStart, lastAgent: lastAgent, overflows: overflows, wrapUp: wrapUp,
            wrapUpMost: wrapUpMost)
    }

    static func text(_ rules: QueueRules?) -> String {
        guard let rules else { return "" }
        return ([rules.strategy.rawValue] + (rules.wrapUp.map { ["wrap-up:\($0)"] } ?? []) + rules.overflows.map(QueueText.text)).joined(separator: "  ")
    }
}
