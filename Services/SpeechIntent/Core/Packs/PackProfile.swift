/// Who answers, when, and what happens when the assistant must not go on (`pack.yaml`).
public struct PackProfile: Codable, Equatable, Sendable {
    /// The folder's name and the key of the industry in the catalogue, e.g. `heating`.
    public var industry: String
    /// The industry as people call it, e.g. 供暖.
    public var title: String
    public var assistantName: String
    /// First words of a call. States that an assistant speaks and that the call is recorded.
    public var greeting: String
    public var farewell: String
    /// Service hours as they are told to a caller.
    public var hours: String
    /// Called at once, at any hour, in an emergency.
    public var dutyNumber: String
    public var emergencies: [EmergencyProcedure]
    public var escalation: EscalationPolicy
    public var repair: RepairWording
    /// How far the scenarios are given to the assistant that do not say so themselves.
    public var rollout = Rollout.all

    public init(
        industry: String, title: String, assistantName: String, greeting: String, farewell: String, hours: String,
        dutyNumber: String, emergencies: [EmergencyProcedure] = [], escalation: EscalationPolicy = .init(),
        repair: RepairWording = .init()
    ) {
        self.industry = industry
        self.title = title
        self.assistantName = assistantName
        self.greeting = greeting
        self.farewell = farewell
        self.hours = hours
        self.dutyNumber = dutyNumber
        self.emergencies = emergencies
        self.escalation = escalation
        self.repair = repair
    }
}

/// What the caller hears before an emergency is put through to the duty number.
public struct EmergencyProcedure: Codable, Equatable, Sendable {
    public var kind: EmergencyKind
    /// Safety first: what to do now, in one or two sentences.
    public var instruction: String
    /// Overrides the pack's duty number, e.g. the gas company's.
    public var dutyNumber: String?

    public init(kind: EmergencyKind, instruction: String, dutyNumber: String? = nil) {
        self.kind = kind
        self.instruction = instruction
        self.dutyNumber = dutyNumber
    }
}

public enum EmergencyKind: String, Codable, CaseIterable, Sendable {
    case gas
    case burstMain = "burst_main"
    case trappedInLift = "trapped_in_lift"
    case fire
    case injury
}

/// When a person takes over, besides being asked for.
public struct EscalationPolicy: Codable, Equatable, Sendable {
    /// Anger at or above this (0-100) hands over.
    public var anger: Int
    /// Complexity at or above this (0-1) hands over.
    public var complexity: Double
    /// So many misunderstandings in a row hand over.
    public var misunderstandings: Int
    /// The queue that takes the caller when the scenario names none.
    public var queue: String
    /// Said while a person is sought.
    public var handOver: String
    /// Said first to an angry caller.
    public var soothing: String
    /// Said to both when a person who was briefed has picked up; empty: whoever picks up is not briefed, and talks at once.
    public var introduction: String

    public init(
        anger: Int = 80, complexity: Double = 0.8, misunderstandings: Int = 2, queue: String = "general",
        handOver: String = "好的，我马上为您转接人工坐席，请稍等。", soothing: String = "非常抱歉给您添麻烦了。", introduction: String = ""
    ) {
        self.anger = anger
        self.complexity = complexity
        self.misunderstandings = misunderstandings
        self.queue = queue
        self.handOver = handOver
        self.soothing = soothing
        self.introduction = introduction
    }
}

/// What is said when nothing, or nothing useful, was understood; asked differently each time.
public struct RepairWording: Codable, Equatable, Sendable {
    public var notHeard: [String]
    public var notUnderstood: [String]
    public var outOfScope: String
    public var anythingElse: String

    public init(
        notHeard: [String] = ["不好意思，我没听清，麻烦您再说一遍。"],
        notUnderstood: [String] = ["抱歉，我没太明白，您能换个说法吗？"],
        outOfScope: String = "抱歉，这个问题我这边办不了。", anythingElse: String = "请问还有什么可以帮您？"
    ) {
        self.notHeard = notHeard
        self.notUnderstood = notUnderstood
        self.outOfScope = outOfScope
        self.anythingElse = anythingElse
    }
}
