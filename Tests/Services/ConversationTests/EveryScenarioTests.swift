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
        talk.step { $0.callStarted(at: $1) }
        let known = customer
        talk.step { $0.customerFound(known, at: $1) }
        let intent = walk.scenario.intents[0]
        let article = walk.pack.articles.first { $0.intents.contains(intent) }
        hear(talk.caller(walk.pack.intent(named: intent)?.phrases.first ?? intent, intent, 0.95, articles: article.map { [RankedArticle(id: $0.id, score: 0.9)] } ?? []))
        for _ in 0..<25 where !isOver { answer() }
    }

    private var isOver: Bool { isHandedOver || (talk.conversation.state.task == nil && talk.conversation.state.finishedTasks > 0 && talk.conversation.state.phase == .talking) }

    private mutating func hear(_ words: String) {
        if !words.isEmpty { said.append(words) }
        acts += talk.acts
        if !talk.handOvers.isEmpty { isHandedOver = true }
    }

    private mutating func answer() {
        if let order = talk.conversation.state.pendingAction {
            let results = BusinessActionKind.named(order.action)?.results ?? []
            return hear(talk.finishes(order, .done, Dictionary(uniqueKeysWithValues: results.map { ($0, "结果") })))
        }
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
