import Contracts
import Vocabulary

/// What a call that has just arrived gets.
public enum Admission {
    /// A speech instance as the bus sees it.
    public struct Assistant: Hashable, Sendable {
        public var instance: InstanceID
        /// Conversations now and at most.
        public var load: Int
        public var capacity: Int
        public init(instance: InstanceID, load: Int, capacity: Int) {
            self.instance = instance
            self.load = load
            self.capacity = capacity
        }
    }

    /// - Parameters:
    ///   - plan: what is provisioned for the dialled number; nil when nothing is.
    ///   - assistants: live instances that take new work.
    ///   - excluded: an instance that has just failed this call: asked again only when there is no other, since it may
    ///     merely have paused.
    public static func treatment(plan: NumberPlan?, assistants: [Assistant], excluded: InstanceID? = nil, epoch: Int) -> AdmitCall.Treatment {
        guard let plan else { return .unknownNumber }
        guard !assistants.isEmpty else { return .fallback(reason: "no speech instance is live") }
        let able = assistants.filter { $0.load < $0.capacity }
        guard let chosen = able.filter({ $0.instance != excluded }).min(by: { order($0) < order($1) }) ?? able.first else {
            return .fallback(reason: "every speech instance is full")
        }
        return .assistant(speech: chosen.instance, epoch: epoch, pack: plan.pack, queue: plan.queue)
    }

    /// The emptiest in proportion; then by name, so that the answer is one.
    private static func order(_ assistant: Assistant) -> (Int, InstanceID) {
        (assistant.load * 1000 / max(assistant.capacity, 1), assistant.instance)
    }
}
