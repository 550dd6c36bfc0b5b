import Contracts
import Vocabulary

/// Talks with one caller: what is heard goes in, what is said and done comes out.
///
/// A pure value. Its state is `ConversationState`, committed with every turn, from which another instance goes on; the
/// instants beside it mean nothing elsewhere and are made anew.
public struct Conversation: Machine {
    public enum Effect: Equatable, Sendable {
        /// Speak; generations count from 1 and are played in order.
        case say(generation: UInt32, text: String, rate: Double)
        /// It was a backchannel: go on where the assistant was paused.
        case resume(generation: UInt32)
        /// Throw away what is left up to and including this generation.
        case flush(generation: UInt32)
        case hangUp(generation: UInt32)
        case connectDuty(generation: UInt32, number: String)
        case findCustomer(number: String)
        case act(ActionOrder)
        case handOver(HandOverOrder)
        /// Nothing has been recognised for long: the next engine is asked for the same.
        case hasten
        /// Words from a language model.
        case compose(ComposeOrder)
        /// The fact belongs to this revision.
        case record(ConversationFact, revision: Int)
        /// Commit `state`.
        case snapshot
    }

    public let pack: Pack
    public let policy: ConversationPolicy
    /// The day on which articles must be valid.
    public let today: CalendarDate
    public internal(set) var state: ConversationState

    // What is not worth keeping: clocks, and the turn being decided.
    var now = Instant.zero
    /// Since when nothing has sounded from either side; nil while somebody speaks.
    var quietSince: Instant?
    /// Since when nothing had sounded when the words were found that wait for a voice.
    var hushedSince: Instant?
    /// The caller's turn is over and its words are not known yet.
    var isThinking = false
    var fillersSaid = 0
    var decidedAt: Instant?
    var waitingSince: Instant?
    /// Routing was asked how it stands and has not answered yet.
    var isNewsDue = false
    var noInput: Duration
    /// Words of an interruption that turned out to be none are said again.
    var cutOff: String?
    /// The utterance being decided; what the caller wanted is explained by it.
    var present: HeardUtterance?
    var words: [String] = []
    /// The revision under which that utterance was recorded.
    var presentRevision: Int?
    var effects: [Effect] = []
    var hangUpAfter: UInt32?
    /// Generations in a row that no engine could speak.
    var speechFailures = 0
    /// No engine recognised the last turn, and the keypad was offered instead.
    var isDeaf = false
    var composeUntil: Instant?
    /// A copy that drafts what it would say: nothing it does has effect.
    var isRehearsal = false

    public init(pack: Pack, call: CallID, caller: String?, today: CalendarDate, policy: ConversationPolicy = ConversationPolicy()) {
        self.init(pack: pack, state: ConversationState(call: call, caller: caller), today: today, policy: policy)
    }

    init(pack: Pack, state: ConversationState, today: CalendarDate, policy: ConversationPolicy) {
        self.pack = pack
        self.policy = policy
        self.today = today
        self.state = state
        noInput = policy.noInput
    }

    // MARK: What others need to know

    /// How the next utterance should be read.
    public var context: UnderstandingContext {
        UnderstandingContext(today: today, expecting: expectedType, awaitsConfirmation: state.question.isYesOrNo)
    }

    /// How many digits the keypad may give now; nil when a single key decides.
    public var expectedDigits: Int? {
        switch state.question {
        case .slot(let name): slot(name)?.keypadDigits
        case .number: 11
        case .factor: Self.factorDigits
        case .open, .readBack, .confirmation, .correction, .intent, .followUp, .anythingElse, .menu: nil
        }
    }

    /// Something is being said, or about to be.
    public var isSpeaking: Bool { !state.unplayed.isEmpty }

    private var expectedType: EntityType? {
        switch state.question {
        case .slot(let name), .readBack(let name): if case .entity(let type) = slot(name)?.kind { type } else { nil }
        case .number: .phone
        case .open, .confirmation, .correction, .factor, .intent, .followUp, .anythingElse, .menu: nil
        }
    }

    var scenario: Scenario? { state.task.flatMap { pack.scenario(named: $0.scenario) } }

    func slot(_ name: String) -> Slot? { scenario?.slots.first { $0.name == name } }

    // MARK: One step

    /// Takes a stimulus: changes the state, then says as one generation all that the step wanted said.
    mutating func step(at now: Instant, _ body: (inout Conversation) -> Void) -> [Effect] {
        self.now = now
        body(&self)
        utterWords()
        defer { effects = [] }
        return effects
    }

    mutating func say(_ sentence: String) {
        if !sentence.isEmpty { words.append(sentence) }
    }

    mutating func record(_ fact: ConversationFact) {
        state.revision += 1
        effects.append(.record(fact, revision: state.revision))
    }

    mutating func commit() { effects.append(.snapshot) }
}
