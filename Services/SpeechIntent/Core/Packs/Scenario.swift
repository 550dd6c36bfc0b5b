/// How an intent is served: what is asked, checked, done and said (`scenarios/*.yaml`).
///
/// Wordings are templates: `{slot}` is a filled slot, `{result.key}` a field of the action's result,
/// `{pack.hours}`, `{pack.assistantName}` and `{pack.dutyNumber}` are fields of the profile.
public struct Scenario: Codable, Equatable, Sendable {
    public var name: String
    public var title: String
    /// The intents that start it.
    public var intents: [String]
    public var goal: Goal
    /// How far the caller must be known before anything personal is spoken or done.
    public var verification: Verification
    /// Said when the scenario starts, e.g. sympathy or first aid ("先关掉入户总阀").
    public var opening: String?
    public var slots: [Slot]
    public var confirmation: Confirmation
    /// What makes this scenario go to a person.
    public var handOver: [HandOverCondition]
    /// The queue of the person; nil means the pack's.
    public var queue: String?
    /// Offered when the goal was reached: "要不要顺便…".
    public var followUp: FollowUp?
    /// How far it is given to the assistant; nil: as the pack says.
    public var rollout: Rollout?

    public init(
        name: String, title: String, intents: [String], goal: Goal, verification: Verification = .none,
        opening: String? = nil, slots: [Slot] = [], confirmation: Confirmation = .never,
        handOver: [HandOverCondition] = [], queue: String? = nil, followUp: FollowUp? = nil, rollout: Rollout? = nil
    ) {
        self.name = name
        self.title = title
        self.intents = intents
        self.goal = goal
        self.verification = verification
        self.opening = opening
        self.slots = slots
        self.confirmation = confirmation
        self.handOver = handOver
        self.queue = queue
        self.followUp = followUp
        self.rollout = rollout
    }

    public enum Goal: Codable, Equatable, Sendable {
        /// Answer from the articles of these intents that are valid today, citing the article.
        case answer
        /// Ask Ticketing to do something.
        case act(BusinessAction)
        /// A person's work from the start.
        case handOver(reason: String)
        /// Dialogue control (yes, no, repeat, goodbye): the conversation itself decides.
        case control
    }

    public enum Verification: String, Codable, Comparable, Sendable {
        case none
        /// The call comes from a number registered for the customer.
        case number
        /// A knowledge factor was answered (limited tries).
        case factor

        private var rank: Int {
            switch self {
            case .none: 0
            case .number: 1
            case .factor: 2
            }
        }

        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    }

    /// Whether the caller says yes before the action is done.
    public enum Confirmation: Codable, Equatable, Sendable {
        case never
        /// Only when a slot or the intent was heard with low confidence.
        case whenUnsure(prompt: String)
        case always(prompt: String)
    }

    public struct FollowUp: Codable, Equatable, Sendable {
        /// The scenario that starts when the caller says yes.
        public var scenario: String
        public var prompt: String

        public init(scenario: String, prompt: String) {
            self.scenario = scenario
            self.prompt = prompt
        }
    }
}

/// A question to Ticketing, idempotent by key.
public struct BusinessAction: Codable, Equatable, Sendable {
    /// The name of the action in the connector, e.g. `bill.lookup`, `ticket.create`.
    public var name: String
    /// Parameter → template, e.g. `address: "{address}"`, `kind: not_hot_home`.
    public var parameters: [String: String]
    public var success: String
    /// Outcome code → wording, e.g. `not_found`; `default` for any other.
    public var failures: [String: String]
    /// Nothing changes by doing it: no confirmation is needed, it may start by itself.
    public var isReadOnly: Bool

    public init(
        name: String, parameters: [String: String] = [:], success: String, failures: [String: String] = [:],
        isReadOnly: Bool = false
    ) {
        self.name = name
        self.parameters = parameters
        self.success = success
        self.failures = failures
        self.isReadOnly = isReadOnly
    }
}

/// A reason to give this scenario to a person.
public enum HandOverCondition: Codable, Equatable, Sendable {
    case actionFailed
    case verificationFailed
    /// A slot was asked so many times in vain.
    case slotUnfilled(attempts: Int)
    /// The caller says no to the confirmation so many times.
    case declined(times: Int)
    /// The result has this value, e.g. `status` = `overdue`.
    case result(key: String, equals: String)
    case noArticle
}
