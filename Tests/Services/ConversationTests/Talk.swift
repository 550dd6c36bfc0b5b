import Contracts
import SpeechIntentCore
import Vocabulary

/// A conversation on virtual time, stepped by hand: what the caller says goes in, what the assistant says comes out.
/// Everything said is played at once, at five frames a character, unless `plays` is false.
struct Talk {
    var conversation: Conversation
    var now = Instant.zero
    var plays = true
    /// Effects of the last step.
    private(set) var effects: [Conversation.Effect] = []
    /// Of the whole call.
    private(set) var facts: [ConversationFact] = []
    private(set) var revisions: [Int] = []

    static let number = "13800138000"
    static let customer = CustomerCard(id: "c1", name: Masked("王芳"), address: Masked("阳光小区3号楼302"), accounts: [Masked("20261234")], tickets: [])

    init(_ pack: Pack = SmallPack.pack, from number: String? = Talk.number, policy: ConversationPolicy = ConversationPolicy()) {
        conversation = Conversation(pack: pack, call: "CALL", caller: number, today: SmallPack.today, policy: policy)
    }

    /// A call that has been greeted, from a known customer.
    static func begun(known: Bool = true) -> Talk {
        var talk = Talk()
        talk.step { $0.callStarted(at: $1) }
        talk.step { $0.customerFound(known ? customer : nil, at: $1) }
        return talk
    }

    @discardableResult
    mutating func step(_ stimulus: (inout Conversation, Instant) -> [Conversation.Effect]) -> String {
        take(stimulus(&conversation, now))
        let said = said
        if plays { playAll() }
        return said
    }

    private mutating func take(_ effects: [Conversation.Effect]) {
        self.effects = effects
        for case .record(let fact, let revision) in effects {
            facts.append(fact)
            revisions.append(revision)
        }
    }

    /// What the last step said.
    var said: String {
        effects.compactMap { if case .say(_, let text, _) = $0 { text } else { nil } }.joined()
    }
    var acts: [ActionOrder] { effects.compactMap { if case .act(let order) = $0 { order } else { nil } } }
    var handOvers: [HandOverOrder] { effects.compactMap { if case .handOver(let order) = $0 { order } else { nil } } }
    var decisions: [Decision] { facts.compactMap { if case .decision(let decision) = $0 { decision } else { nil } } }
    var spoken: [String] { facts.compactMap { if case .spoke(_, let text, _, _) = $0 { text } else { nil } } }

    private mutating func playAll() {
        let before = effects
        effects = []
        for speech in conversation.state.unplayed {
            let frames = speech.text.count * 5
            conversation.pieceMade(generation: speech.generation, text: speech.text, frames: frames)
            now = now + .milliseconds(20 * frames)
            take(conversation.played(generation: speech.generation, frames: frames, isFinished: true, at: now))
        }
        effects = before + effects
    }

    // MARK: The caller

    @discardableResult
    mutating func caller(
        _ text: String, _ intent: String = Understood.outOfScope, _ confidence: Double = 0.9, entities: [Entity] = [], anger: Int = 0,
        complexity: Double = 0, emergency: EmergencyKind? = nil, reply: Understood.Reply = .none, inScope: Double = 1,
        clarity: Double = 0.95, articles: [RankedArticle] = [], further: [(String, Understood)] = [], overlapping: Bool = false
    ) -> String {
        now = now + .seconds(1)
        let understood = Understood(
            industry: "heating", intent: intent, confidence: confidence, inScope: inScope, entities: entities, anger: anger,
            complexity: complexity, emergency: emergency, reply: reply)
        var utterance = HeardUtterance(text: text, confidence: clarity, understood: understood, articles: articles, isOverlapping: overlapping)
        utterance.further = further.map { Upcoming(text: $0.0, understood: $0.1) }
        conversation.turnEnded(at: now)
        return step { $0.heard(utterance, at: $1) }
    }

    @discardableResult
    mutating func yes() -> String { caller("对", "affirm", reply: .affirm) }
    @discardableResult
    mutating func no() -> String { caller("不是", "deny", reply: .deny) }
    @discardableResult
    mutating func presses(_ keys: String) -> String { step { $0.keyPressed(keys, at: $1) } }

    /// Time passes in steps of 100 ms; returns what was said meanwhile.
    @discardableResult
    mutating func wait(_ duration: Duration) -> String {
        var words = ""
        let end = now + duration
        while now < end {
            now = now + .milliseconds(100)
            if let due = conversation.nextDeadline, due <= now { words += step { $0.tick(at: $1) } }
        }
        return words
    }

    @discardableResult
    mutating func finishes(_ order: ActionOrder?, _ outcome: PerformAction.Answer.Outcome, _ values: [String: String] = [:]) -> String {
        let answer = PerformAction.Answer(outcome: outcome, values: values.mapValues { Masked($0) }, ticket: nil)
        return step { $0.actionFinished(order?.key ?? "", .answered(answer), at: $1) }
    }

    @discardableResult
    mutating func fails(_ order: ActionOrder?, _ code: RequestFailure.Code) -> String {
        step { $0.actionFinished(order?.key ?? "", .failed(code), at: $1) }
    }
}

extension Entity {
    static func of(_ type: EntityType, _ value: String, _ text: String? = nil) -> Entity {
        Entity(type: type, text: text ?? value, start: 0, end: (text ?? value).unicodeScalars.count, value: value)
    }
}
