import Contracts
import Vocabulary

/// All that another instance needs to go on with a conversation: committed with every turn.
///
/// It holds personal words; whoever stores it seals it.
public struct ConversationState: Codable, Equatable, Sendable {
    public enum Phase: String, Codable, Sendable {
        /// → acting, handingOver, closing, ended
        case talking
        /// A business action is being done. → talking, handingOver, ended
        case acting
        /// A person is being sought. → waiting, connected, talking, ended
        case handingOver
        /// In the queue for a person. → connected, closing, ended
        case waiting
        /// Two people talk. → ended
        case connected
        /// The last words are being said. → talking when the caller speaks, ended
        case closing
        /// On its way to the duty number. → ended
        case emergency
        /// Terminal.
        case ended
    }

    public var call: CallID
    /// The number shown, if any.
    public var caller: String?
    public var phase = Phase.talking
    /// Grows with every fact recorded.
    public var revision = 0
    /// Utterances taken so far.
    public var turn = 0
    /// The last thing said; 0 before the first.
    public var generation: UInt32 = 0
    public var customer: CustomerCard?
    public var identity = Identity()
    public var question = Question.open
    public var task: ScenarioProgress?
    /// Interrupted by another request, to be returned to; at most 2.
    public var suspended: [ScenarioProgress] = []
    /// Said in one breath with the present request, or before it, and served after it; at most 3.
    public var upcoming: [Upcoming] = []
    /// What was read out as a list, for "那第二个呢".
    public var listed: [Listed] = []
    /// Which of them was spoken of last.
    public var listedAt: Int?
    /// Who and where, from finished requests, for the next ones that ask the same.
    public var known: [String: SlotValue] = [:]
    public var pendingAction: ActionOrder?
    /// What was ordered in this call and changes something; at most 16.
    public var ordered: [ActionOrder] = []
    public var pendingHandOver: HandOverOrder?
    /// What the caller notices, as the knowledge graph names it: the description of the request that follows.
    public var noticed: String?
    /// What the caller was told when something was registered in this call, last.
    public var told: String?
    public var position: Int?
    /// How long the wait for a person is likely to last; nil when that is not known.
    public var waitSeconds: Int?
    /// How often a call-back was offered instead of waiting; nil: never.
    public var callBackOffers: Int?
    public var misunderstandings = 0
    public var silences = 0
    /// Sentences of repair that were said: none is said twice. At most 24.
    public var repairs: [String] = []
    /// The caller answers with keys: what they mean is said with each question.
    public var usesKeypad = false
    /// An answer that a language model words; nil: none is awaited.
    public var composing: Composing?
    /// Answers that a language model has worded in this call.
    public var composed = 0
    /// What the assistant would have said, while a person says it.
    public var draft: Draft?
    /// Says so: hears slower and plainer speech.
    public var isElderly = false
    /// Factor of the speed of speech: 1, or less for who asked for it.
    public var rate = 1.0
    /// Said or being said, not yet known to be played.
    public var unplayed: [OutgoingSpeech] = []
    public var transcript: [TranscriptLine] = []
    public var intents: [String] = []
    public var peakAnger = 0
    /// The caller was soothed and has not calmed down since.
    public var isUpset = false
    public var finishedTasks = 0
    /// "等一下" was said, and nothing since.
    public var isHolding = false
    /// What was answered last: articles by id, actions by name; at most 8.
    public var answered: [String] = []

    public init(call: CallID, caller: String?) {
        self.call = call
        self.caller = caller
    }

    enum CodingKeys: String, CodingKey {
        case call, caller, phase, revision, turn, generation, customer, identity, question, task, suspended, upcoming, listed, listedAt, known
        case pendingAction, ordered, pendingHandOver, noticed, told, position, waitSeconds, callBackOffers, misunderstandings, silences, repairs
        case usesKeypad, composing, composed, draft, isElderly, rate, unplayed, transcript, intents, peakAnger, isUpset, finishedTasks, isHolding, answered
    }

    /// A state of an older build lacks what came later: that begins as in a new call. Only the call itself must be there.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(call: try fields.decode(CallID.self, forKey: .call), caller: try fields.decodeIfPresent(String.self, forKey: .caller))
        try readTask(fields)
        try readTalk(fields)
        try readCare(fields)
    }

    private mutating func readTask(_ fields: KeyedDecodingContainer<CodingKeys>) throws {
        try fields.read(&phase, .phase)
        try fields.read(&question, .question)
        try fields.read(&task, .task)
        try fields.read(&suspended, .suspended)
        try fields.read(&upcoming, .upcoming)
        try fields.read(&listed, .listed)
        try fields.read(&listedAt, .listedAt)
        try fields.read(&known, .known)
        try fields.read(&pendingAction, .pendingAction)
        try fields.read(&ordered, .ordered)
        try fields.read(&pendingHandOver, .pendingHandOver)
        try fields.read(&noticed, .noticed)
        try fields.read(&told, .told)
        try fields.read(&position, .position)
        try fields.read(&waitSeconds, .waitSeconds)
        try fields.read(&callBackOffers, .callBackOffers)
    }

    private mutating func readTalk(_ fields: KeyedDecodingContainer<CodingKeys>) throws {
        try fields.read(&revision, .revision)
        try fields.read(&turn, .turn)
        try fields.read(&generation, .generation)
        try fields.read(&customer, .customer)
        try fields.read(&identity, .identity)
        try fields.read(&unplayed, .unplayed)
        try fields.read(&transcript, .transcript)
        try fields.read(&intents, .intents)
        try fields.read(&composing, .composing)
        try fields.read(&composed, .composed)
        try fields.read(&draft, .draft)
        try fields.read(&finishedTasks, .finishedTasks)
        try fields.read(&answered, .answered)
    }

    private mutating func readCare(_ fields: KeyedDecodingContainer<CodingKeys>) throws {
        try fields.read(&misunderstandings, .misunderstandings)
        try fields.read(&silences, .silences)
        try fields.read(&repairs, .repairs)
        try fields.read(&usesKeypad, .usesKeypad)
        try fields.read(&isElderly, .isElderly)
        try fields.read(&rate, .rate)
        try fields.read(&peakAnger, .peakAnger)
        try fields.read(&isUpset, .isUpset)
        try fields.read(&isHolding, .isHolding)
    }
}

extension KeyedDecodingContainer {
    /// The value of the key where there is one; else what stands there already.
    func read<Value: Decodable>(_ value: inout Value, _ key: Key) throws {
        if let present = try decodeIfPresent(Value.self, forKey: key) { value = present }
    }
}

/// How far the caller is known.
public struct Identity: Codable, Equatable, Sendable {
    public var level = Scenario.Verification.none
    /// Wrong answers so far.
    public var wrongAnswers = 0
    /// A wrong answer too many: not asked again in this call.
    public var isRefused: Bool = false
    /// The number the caller named because the one shown is nobody's.
    public var namedNumber: String?
    public init() {}

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.read(&level, .level)
        try fields.read(&wrongAnswers, .wrongAnswers)
        try fields.read(&isRefused, .isRefused)
        try fields.read(&namedNumber, .namedNumber)
    }
}

/// What was said and, if by the assistant, played.
public struct TranscriptLine: Codable, Equatable, Sendable {
    public enum Speaker: String, Codable, Sendable { case caller, assistant, agent }
    public var speaker: Speaker
    public var text: String
    public init(_ speaker: Speaker, _ text: String) {
        self.speaker = speaker
        self.text = text
    }
}

/// What the caller was asked last.
public enum Question: Codable, Equatable, Sendable {
    /// Anything: how can I help.
    case open
    case slot(String)
    /// Is this value right.
    case readBack(String)
    /// May the action be done.
    case confirmation
    /// What must be changed before it is done.
    case correction
    /// The registered number, to find the customer.
    case number
    /// The knowledge factor.
    case factor
    /// Is this what you want.
    case intent(String)
    /// The scenario that would follow.
    case followUp(String)
    case anythingElse
    /// Scenarios by key, from 1.
    case menu([String])

    /// A yes or a no answers it.
    public var isYesOrNo: Bool {
        switch self {
        case .readBack, .confirmation, .intent, .followUp: true
        case .open, .slot, .correction, .number, .factor, .anythingElse, .menu: false
        }
    }
}
