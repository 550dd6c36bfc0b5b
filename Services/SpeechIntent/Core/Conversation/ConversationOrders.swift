import Contracts
import Vocabulary

/// A business action that the conversation wants done, once.
public struct ActionOrder: Codable, Equatable, Sendable {
    /// `<call>/<turn>/<action>`: asked again, the outcome is the same.
    public var key: String
    public var action: String
    /// Normalised as `BusinessActionKind` says.
    public var parameters: [String: String]
    public var customer: CustomerID?
    /// Asked for by the conversation itself, not by a scenario: the outcome is not awaited by the caller.
    public var isPrepared: Bool

    public init(key: String, action: String, parameters: [String: String], customer: CustomerID?, isPrepared: Bool = false) {
        self.key = key
        self.action = action
        self.parameters = parameters
        self.customer = customer
        self.isPrepared = isPrepared
    }
}

/// What became of an action.
public enum ActionOutcome: Equatable, Sendable {
    case answered(PerformAction.Answer)
    case failed(RequestFailure.Code)
}

/// A person is needed.
public struct HandOverOrder: Codable, Equatable, Sendable {
    public var reason: HandOverReason
    public var skills: [String]
    /// What the screen must show.
    public var revision: Int
    /// 0 is ordinary; higher goes first.
    public var priority: Int
    /// What is known of the caller.
    public var standing: CallerStanding?
    /// The queue that the scenario or the pack names.
    public var queue: String?
    /// Said to whoever picks up; nil: nothing.
    public var briefing: HandOverBriefing?

    public init(reason: HandOverReason, skills: [String], revision: Int, priority: Int, standing: CallerStanding? = nil, queue: String? = nil, briefing: HandOverBriefing? = nil) {
        self.reason = reason
        self.skills = skills
        self.revision = revision
        self.priority = priority
        self.standing = standing
        self.queue = queue
        self.briefing = briefing
    }
}
