import Contracts
import Vocabulary

/// What a call asks of whoever takes it; less, the longer it has waited.
public struct SkillNeed: Hashable, Sendable {
    public var skills: Set<String>
    /// The level that each must have; below 1 none is asked for.
    public var level: Int

    public init(of call: WaitingCall, rules: QueueRules, at now: Timestamp) {
        skills = call.skills
        let steps = rules.relaxEvery.map { Int(call.waited(at: now).nanoseconds / 1_000_000_000) / max($0, 1) } ?? 0
        level = max(rules.level, 1) - steps
    }

    /// Whether somebody with these levels may take the call.
    public func isMet(by levels: [String: Int]) -> Bool {
        level < 1 || skills.allSatisfy { levels[$0, default: 0] >= level }
    }

    /// When a call that was queued then asks for less; nil when it never does, or asks for nothing already.
    public static func nextRelaxation(of call: WaitingCall, rules: QueueRules, after now: Timestamp) -> Timestamp? {
        guard let every = rules.relaxEvery, !call.skills.isEmpty, SkillNeed(of: call, rules: rules, at: now).level >= 1 else { return nil }
        let steps = Int64(call.waited(at: now).nanoseconds / 1_000_000_000) / Int64(max(every, 1)) + 1
        return call.queuedAt + .seconds(steps * Int64(max(every, 1)))
    }
}
