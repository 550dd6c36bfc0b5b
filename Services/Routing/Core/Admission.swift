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
    ///   - step: what new callers have to do without at present.
    ///   - excluded: an instance that has just failed this call: asked again only when there is no other, since it may
    ///     merely have paused.
    public static func treatment(
        plan: NumberPlan?, assistants: [Assistant], step: AdmissionLadder.Step = .normal, excluded: InstanceID? = nil, epoch: Int
    ) -> AdmitCall.Treatment {
        guard let plan else { return .unknownNumber }
        if let spared = spared(step) { return spared }
        guard !assistants.isEmpty else { return .fallback(reason: "no speech instance is live") }
        let able = assistants.filter { $0.load < $0.capacity }
        guard let chosen = able.filter({ $0.instance != excluded }).min(by: { order($0) < order($1) }) ?? able.first else {
            return .fallback(reason: "every speech instance is full")
        }
        return .assistant(speech: chosen.instance, epoch: epoch, pack: plan.pack, queue: plan.queue)
    }

    /// In seconds: long enough for the ladder to have been climbed down a step.
    private static let retryAfter = 30

    /// What a new caller gets who is not to burden the assistants further; nil while they take everybody. The gateway's own
    /// prompt has both the keypad and the call-back. What assistants do without on the first steps is theirs.
    private static func spared(_ step: AdmissionLadder.Step) -> AdmitCall.Treatment? {
        switch step {
        case .normal, .cachedVoice, .smallerModel: nil
        case .callBackOffer, .keypadMenu: .fallback(reason: "answers come too late: \(step)")
        case .refusal: .overloaded(retryAfter: retryAfter)
        }
    }

    /// The emptiest in proportion; then by name, so that the answer is one.
    private static func order(_ assistant: Assistant) -> (Int, InstanceID) {
        (assistant.load * 1000 / max(assistant.capacity, 1), assistant.instance)
    }
}
