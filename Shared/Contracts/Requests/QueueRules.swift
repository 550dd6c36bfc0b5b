import Vocabulary

/// How a queue chooses: who is asked, who goes first, and where a caller goes whom nobody here can serve.
///
/// Stored and sent with only what differs from the defaults, so that a rule may be added later.
public struct QueueRules: Codable, Sendable, Hashable {
    public var strategy: QueueStrategy
    /// The level, from 1 to 9, that each wanted skill must have at first.
    public var level: Int
    /// After so many seconds the level asked falls by one, and by one more after as many again; below 1 the skill is not
    /// asked for any more. Nil: never.
    public var relaxEvery: Int?
    /// How many seconds of waiting one point of priority is worth, so that an ordinary caller is not passed for ever. Nil:
    /// a higher priority always goes first.
    public var headStart: Int?
    /// A caller goes to the agent they spoke with last, and waits so many seconds for that one alone. Nil: not remembered.
    public var lastAgent: Int?
    /// Tried in this order; the first that applies decides.
    public var overflows: [QueueOverflow]
    /// How many seconds an agent has after a call of this queue before the next one comes; 0: none. Nil: as `routing.wrap-up` says.
    public var wrapUp: Int?
    /// How many seconds it lasts at most when the agent asks for more. Nil: three times as long.
    public var wrapUpMost: Int?

    public init(
        strategy: QueueStrategy = .longestIdle, level: Int = 1, relaxEvery: Int? = nil, headStart: Int? = nil, lastAgent: Int? = nil,
        overflows: [QueueOverflow] = [], wrapUp: Int? = nil, wrapUpMost: Int? = nil
    ) {
        self.strategy = strategy
        self.level = level
        self.relaxEvery = relaxEvery
        self.headStart = headStart
        self.lastAgent = lastAgent
        self.overflows = overflows
        self.wrapUp = wrapUp
        self.wrapUpMost = wrapUpMost
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            strategy: try values.decodeIfPresent(QueueStrategy.self, forKey: .strategy) ?? .longestIdle,
            level: try values.decodeIfPresent(Int.self, forKey: .level) ?? 1,
            relaxEvery: try values.decodeIfPresent(Int.self, forKey: .relaxEvery),
            headStart: try values.decodeIfPresent(Int.self, forKey: .headStart),
            lastAgent: try values.decodeIfPresent(Int.self, forKey: .lastAgent),
            overflows: try values.decodeIfPresent([QueueOverflow].self, forKey: .overflows) ?? [],
            wrapUp: try values.decodeIfPresent(Int.self, forKey: .wrapUp),
            wrapUpMost: try values.decodeIfPresent(Int.self, forKey: .wrapUpMost))
    }
}

/// Who is asked first when several idle agents could take a call.
public enum QueueStrategy: String, Codable, Sendable, Hashable, CaseIterable {
    /// Who has been free for the longest.
    case longestIdle = "longest-idle"
    /// Who has had the fewest calls since signing in.
    case fewestCalls = "fewest-calls"
    /// Who has talked least since signing in.
    case leastTalk = "least-talk"
    /// Everybody at once; the first to pick up has the call.
    case ringAll = "ring-all"
    /// Whose turn it is after the one who was asked last, in the order of the list.
    case roundRobin = "round-robin"
    /// In the order of the list, from its top each time.
    case topDown = "top-down"
}

/// One way out of a queue.
public struct QueueOverflow: Codable, Sendable, Hashable {
    public enum Trigger: Codable, Sendable, Hashable {
        /// Waited for so many seconds.
        case after(seconds: Int)
        /// Already so many wait.
        case full(waiting: Int)
        /// No member is signed in, or none has the skills, however long one waits.
        case nobody
    }

    public enum Destination: Codable, Sendable, Hashable {
        case queue(QueueName)
        /// The caller is offered to be rung back.
        case callBack
        /// The wish is registered for the morning.
        case nightService
    }

    public var when: Trigger
    public var to: Destination
    public init(when: Trigger, to: Destination) {
        self.when = when
        self.to = to
    }
}
