import Contracts
import Vocabulary

extension QueueRules {
    /// - Throws: `RequestFailure` with `.invalid`, which says what is wrong and what would be right.
    public static func check(_ plan: QueuePlan) throws(RequestFailure) {
        guard (1...64).contains(plan.name.value.utf8.count) else { throw RequestFailure(.invalid, "a queue's name has 1 to 64 characters") }
        guard Set(plan.members.map(\.agent)).count == plan.members.count else { throw RequestFailure(.invalid, "an agent is a member once") }
        for member in plan.members {
            guard member.skillLevels.values.allSatisfy((1...9).contains) else { throw RequestFailure(.invalid, "a skill's level is from 1 to 9") }
            guard Set(member.skills).count == member.skills.count else { throw RequestFailure(.invalid, "a member has a skill once") }
        }
        if let rules = plan.rules { try rules.check(in: plan.name) }
    }

    private func check(in queue: QueueName) throws(RequestFailure) {
        guard (1...9).contains(level) else { throw RequestFailure(.invalid, "the level asked for is from 1 to 9") }
        guard (1...86_400).contains(relaxEvery ?? 1), (1...86_400).contains(headStart ?? 1), (0...86_400).contains(lastAgent ?? 0) else {
            throw RequestFailure(.invalid, "times are in seconds, a day at most")
        }
        guard (0...3600).contains(wrapUp ?? 0), (wrapUp ?? 0)...14_400 ~= wrapUpMost ?? wrapUp ?? 0 else {
            throw RequestFailure(.invalid, "the work after a call lasts 0 to 3600 seconds, and with all that is asked for not less and 14400 at most")
        }
        for overflow in overflows {
            if case .queue(queue) = overflow.to { throw RequestFailure(.invalid, "a queue does not overflow into itself") }
            switch (overflow.when, overflow.to) {
            case (.after(let seconds), _) where !(1...86_400).contains(seconds): throw RequestFailure(.invalid, "a caller waits for 1 second to a day before going elsewhere")
            case (.full(let waiting), _) where !(0...100_000).contains(waiting): throw RequestFailure(.invalid, "a queue is full with 0 to 100000 waiting")
            default: continue
            }
        }
    }
}
