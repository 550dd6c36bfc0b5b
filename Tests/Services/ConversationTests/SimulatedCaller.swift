import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

/// Answers whatever is asked.
struct SimulatedCaller {
    var talk: Talk
    private(set) var said: [String] = []
    private(set) var acts: [ActionOrder] = []
    private(set) var isHandedOver = false
    /// What becomes of every action.
    enum Fate: Sendable { case answered(PerformAction.Answer.Outcome), failed(RequestFailure.Code) }
    var fate = Fate.answered(.done)
    /// What was said when it was known.
    private(set) var toldOfFate = ""
    /// Names everything that may be asked with the request.
    var tellsAll = false
    /// Asks something else at the first question, and corrects a value before the yes.
    var strays = false
    private(set) var digressed = false
    private(set) var corrected: (slot: String, value: String)?
    private let walk: EveryScenarioTests.Walk
    private let customer: CustomerCard?

    init(_ walk: EveryScenarioTests.Walk, customer: CustomerCard?) {
        self.walk = walk
        self.customer = customer
        talk = Talk(walk.pack)
    }

    mutating func run() {
        begin()
        ask()
        for _ in 0..<25 where !isOver { answer() }
    }

    private mutating func begin() {
        talk.step { $0.callStarted(at: $1) }
        let known = customer
        talk.step { $0.customerFound(known, at: $1) }
    }

    private mutating func ask() {
        let intent = walk.scenario.intents[0]
        let article = walk.pack.articles.first { $0.intents.contains(intent) }
        let words = (walk.pack.intent(named: intent)?.phrases.first ?? intent) + (tellsAll ? choices.joined(separator: "，") : "")
        hear(talk.caller(words, intent, 0.95, entities: tellsAll ? entities : [], articles: article.map { [RankedArticle(id: $0.id, score: 0.9)] } ?? []))
    }

    private var entities: [Entity] {
        walk.scenario.slots.compactMap { if case .entity(let type) = $0.kind { Entity.of(type, Self.sample(type)) } else { nil } }
    }

    private var choices: [String] {
        walk.scenario.slots.compactMap { if case .choice(let choices) = $0.kind { choices.first?.label } else { nil } }
    }

    // MARK: Astray

    /// Another question of the pack that an article answers.
    private var otherQuestion: Scenario? {
        walk.pack.scenarios.first { $0.goal == .answer && $0.name != walk.scenario.name && $0.slots.isEmpty && $0.verification == .none && $0.followUp == nil && !$0.intents.isEmpty }
    }

    private mutating func digress() -> Bool {
        guard strays, !digressed, let other = otherQuestion, let intent = other.intents.first, talk.conversation.state.task != nil else { return false }
        switch talk.conversation.state.question {
        case .slot, .confirmation, .readBack: break
        default: return false
        }
        digressed = true
        hear(talk.caller(walk.pack.intent(named: intent)?.phrases.first ?? intent, intent, 0.95))
        let isBack = talk.conversation.state.task?.scenario == walk.scenario.name || isHandedOver
        #expect(isBack, "\(walk.testDescription) was not returned to after \(other.name)")
        return true
    }

    private mutating func correct() -> Bool {
        guard strays, corrected == nil, talk.conversation.state.question == .confirmation else { return false }
        for slot in walk.scenario.slots {
            guard case .entity(let type) = slot.kind, let value = Self.other(type), talk.conversation.state.task?.slots[slot.name] != nil else { continue }
            corrected = (slot.name, value)
            hear(talk.caller("说错了，是这个", entities: [.of(type, value)], reply: .deny))
            return true
        }
        return false
    }

    private static func other(_ type: EntityType) -> String? {
        switch type {
        case .address: "阳光小区3号楼303"
        case .date: "2026-11-27"
        case .time: "16:00"
        case .amount: "88.00"
        case .name: "李红"
        case .orderNumber, .trackingNumber, .workOrder, .accountNumber: "20269999"
        default: nil
        }
    }

    /// Finds the scenario in the menu and answers with keys whatever is asked.
    mutating func runByKeypad() {
        begin()
        hear(talk.presses("1"))
        for _ in 0..<20 {
            guard case .menu(let names) = talk.conversation.state.question else { break }
            let place = names.firstIndex(of: walk.scenario.name)
            hear(talk.presses(place.map { String($0 + 1) } ?? "9"))
            if place != nil { break }
        }
        for _ in 0..<25 where !isOver { press() }
    }

    /// Asks, and then only grunts.
    mutating func mumble() {
        begin()
        ask()
        for _ in 0..<25 where !isHandedOver { hear(isWaiting ? finished() : talk.caller("呃")) }
    }

    private var isWaiting: Bool { talk.conversation.state.pendingAction != nil }

    private mutating func press() {
        if isWaiting { return hear(finished()) }
        switch talk.conversation.state.question {
        case .slot(let name): hear(talk.presses(keys(for: name)))
        case .readBack, .confirmation, .intent: hear(talk.presses("1"))
        case .number:
            talk.presses("13900139000")
            hear(talk.step { $0.customerFound(Talk.customer, at: $1) })
        case .factor: hear(talk.presses("1234"))
        case .followUp, .anythingElse, .correction, .open, .menu: hear(talk.presses("2"))
        }
    }

    private func keys(for name: String) -> String {
        guard let slot = walk.scenario.slots.first(where: { $0.name == name }) else { return "1" }
        if case .choice = slot.kind { return "1" }
        guard let count = talk.conversation.expectedKeys else { return "#" }
        if case .entity(.date) = slot.kind { return "1205" }
        if case .entity(.time) = slot.kind { return "1430" }
        return String("13900139000123456789".prefix(count))
    }

    private var isOver: Bool { isHandedOver || !toldOfFate.isEmpty || (talk.conversation.state.task == nil && talk.conversation.state.finishedTasks > 0 && talk.conversation.state.phase == .talking) }

    private mutating func hear(_ words: String) {
        if !words.isEmpty { said.append(words) }
        acts += talk.acts
        if !talk.handOvers.isEmpty { isHandedOver = true }
    }

    private mutating func answer() {
        if isWaiting { return hear(finished()) }
        if digress() || correct() { return }
        switch talk.conversation.state.question {
        case .slot(let name): hear(fill(name))
        case .readBack, .confirmation, .intent: hear(talk.yes())
        case .followUp, .anythingElse: hear(talk.no())
        case .number:
            talk.caller("幺三九零零幺三九零零零", entities: [.of(.phone, "13900139000")])
            hear(talk.step { $0.customerFound(Talk.customer, at: $1) })
        case .factor: hear(talk.presses("1234"))
        case .correction, .open, .menu: hear(talk.caller("嗯"))
        }
    }

    private mutating func finished() -> String {
        let order = talk.conversation.state.pendingAction
        let results = BusinessActionKind.named(order?.action ?? "")?.results ?? []
        switch fate {
        case .answered(.done): return talk.finishes(order, .done, Dictionary(uniqueKeysWithValues: results.map { ($0, "结果") }))
        case .answered(let outcome): toldOfFate = talk.finishes(order, outcome)
        case .failed(let code): toldOfFate = talk.fails(order, code)
        }
        return toldOfFate
    }

    private mutating func fill(_ name: String) -> String {
        guard let slot = walk.scenario.slots.first(where: { $0.name == name }) else { return talk.caller("不知道") }
        switch slot.kind {
        case .entity(let type): return talk.caller("是这个", entities: [.of(type, Self.sample(type))])
        case .choice(let choices): return talk.caller(choices[0].label)
        case .text: return talk.caller("就是这么个情况")
        }
    }

    static func sample(_ type: EntityType) -> String {
        switch type {
        case .phone: "13900139000"
        case .date: "2026-11-25"
        case .time: "14:00"
        case .amount: "120.50"
        case .address: "阳光小区3号楼302"
        case .name: "王芳"
        default: "20261234"
        }
    }
}
