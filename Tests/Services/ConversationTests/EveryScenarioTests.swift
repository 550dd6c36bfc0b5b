import Contracts
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing
import Vocabulary

/// A simulated caller for each scenario of each pack that is deployed: asks for it, answers whatever is asked, says yes.
@Suite("Every scenario reaches its end")
struct EveryScenarioTests {
    struct Walk: CustomTestStringConvertible, Sendable {
        var pack: Pack
        var scenario: Scenario
        var testDescription: String { "\(pack.profile.industry)/\(scenario.name)" }
    }

    static let walks: [Walk] = {
        let folder = PackFolder.standard()
        return folder.industries.compactMap { try? folder.load($0) }.flatMap { pack in
            pack.scenarios.filter { $0.goal != .control && !$0.intents.isEmpty }.map { Walk(pack: pack, scenario: $0) }
        }
    }()

    @Test("there are packs, and heating has a scenario for each of its 41 intents")
    func packs() {
        let heating = Set(Self.walks.filter { $0.pack.profile.industry == "heating" }.flatMap(\.scenario.intents))
        #expect(heating.count >= 41)
    }

    @Test("a known caller", arguments: walks)
    func known(walk: Walk) {
        var caller = SimulatedCaller(walk, customer: Talk.customer)
        caller.run()
        check(caller, walk)
    }

    @Test("a caller whose number nobody knows")
    func unknown() {
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: nil)
            caller.run()
            check(caller, walk)
        }
    }

    @Test("by the keypad alone", arguments: [true, false])
    func keypad(known: Bool) {
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: known ? Talk.customer : nil)
            caller.runByKeypad()
            check(caller, walk)
        }
    }

    @Test("a caller who is never understood hears no sentence twice, and reaches a person")
    func neverUnderstood() {
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: Talk.customer)
            caller.mumble()
            let name = walk.testDescription
            #expect(caller.isHandedOver, "\(name): \(caller.said)")
            #expect(Set(caller.said).count == caller.said.count, "\(name): \(caller.said)")
        }
    }

    @Test("rolled out to persons, every scenario reaches one at once; in shadow with a draft", arguments: [Rollout.person, .shadow])
    func withheld(rollout: Rollout) {
        for walk in Self.walks {
            var pack = walk.pack
            pack.profile.rollout = rollout
            var caller = SimulatedCaller(Walk(pack: pack, scenario: walk.scenario), customer: Talk.customer)
            caller.run()
            #expect(caller.isHandedOver && caller.acts.isEmpty, "\(walk.testDescription)")
            let isPersonsWork = if case .handOver = walk.scenario.goal { true } else { false }
            #expect((caller.talk.conversation.state.draft?.text.isEmpty == false) == (rollout == .shadow && !isPersonsWork), "\(walk.testDescription)")
        }
    }

    private func check(_ caller: SimulatedCaller, _ walk: Walk) {
        let name = walk.testDescription
        for said in caller.said {
            #expect(!said.isEmpty && !said.contains("{") && !said.contains("，，") && !said.contains("。。"), "\(name): \(said)")
        }
        switch walk.scenario.goal {
        case .answer: #expect(caller.talk.decisions.contains { !$0.passages.isEmpty }, "\(name): no article was spoken")
        case .handOver: #expect(caller.isHandedOver, "\(name): nobody was called")
        case .act(let action):
            let order = caller.acts.first { $0.action == action.name }
            #expect(order != nil, "\(name): \(action.name) was not done; said \(caller.said)")
            for required in BusinessActionKind.named(action.name)?.required ?? [] {
                #expect(order?.parameters[required]?.isEmpty == false, "\(name): \(required) is missing")
            }
        case .control: break
        }
        if !caller.isHandedOver { #expect(caller.talk.conversation.state.finishedTasks > 0, "\(name): not finished; said \(caller.said)") }
    }
}

/// Answers whatever is asked.
struct SimulatedCaller {
    var talk: Talk
    private(set) var said: [String] = []
    private(set) var acts: [ActionOrder] = []
    private(set) var isHandedOver = false
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
        hear(talk.caller(walk.pack.intent(named: intent)?.phrases.first ?? intent, intent, 0.95, articles: article.map { [RankedArticle(id: $0.id, score: 0.9)] } ?? []))
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

    private var isOver: Bool { isHandedOver || (talk.conversation.state.task == nil && talk.conversation.state.finishedTasks > 0 && talk.conversation.state.phase == .talking) }

    private mutating func hear(_ words: String) {
        if !words.isEmpty { said.append(words) }
        acts += talk.acts
        if !talk.handOvers.isEmpty { isHandedOver = true }
    }

    private mutating func answer() {
        if isWaiting { return hear(finished()) }
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
        return talk.finishes(order, .done, Dictionary(uniqueKeysWithValues: results.map { ($0, "结果") }))
    }

    private mutating func fill(_ name: String) -> String {
        guard let slot = walk.scenario.slots.first(where: { $0.name == name }) else { return talk.caller("不知道") }
        switch slot.kind {
        case .entity(let type): return talk.caller("是这个", entities: [.of(type, Self.sample(type))])
        case .choice(let choices): return talk.caller(choices[0].label)
        case .text: return talk.caller("就是这么个情况")
        }
    }

    private static func sample(_ type: EntityType) -> String {
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
