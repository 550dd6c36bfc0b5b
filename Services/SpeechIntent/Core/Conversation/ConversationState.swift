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

    public init(call: CallID, caller: String?) {
        self.call = call
        self.caller = caller
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
