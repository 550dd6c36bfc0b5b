import Contracts
import SpeechIntentCore
import Vocabulary

/// Somebody who rings with a wish, listens, and answers what is asked.
final class Caller {
    enum Wish: CaseIterable { case question, repair, anger, person }

    let call: CallID
    let number: String?
    let wish: Wish
    private unowned let world: World
    private weak var gateway: GatewayHost?
    private let patience: Duration
    private(set) var isGone = false
    private(set) var isAnswered = false
    private var isServed = false
    private var lastSound = Instant.zero
    /// Everything that was played to its end, by the assistant or the gateway.
    private(set) var heard: [String] = []

    init(_ call: CallID, _ wish: Wish, in world: World, hangsUpAfter: Duration?) {
        self.call = call
        self.wish = wish
        self.world = world
        number = "1380013800\(Int.random(in: 0...1, using: &world.random))"
        patience = hangsUpAfter ?? world.some(70_000...140_000)
    }

    func dial(_ gateway: GatewayHost) {
        self.gateway = gateway
        lastSound = world.now
        world.book.dialled(self, gateway.id)
        gateway.invited(self)
        world.after(patience) { [self] in hangUp() }
        watchSilence()
    }

    func answered() { isAnswered = true }

    /// BYE, a rejection, or a line that has gone dead.
    func released() { isGone = true }

    private func hangUp() {
        guard !isGone else { return }
        isGone = true
        gateway?.callerHungUp(call)
    }

    // MARK: Talk

    /// Words have ended and nothing follows for the moment.
    func heard(_ words: String) {
        heard.append(words)
        lastSound = world.now
        world.after(world.some(300...1500)) { [self] in if !isGone, gateway?.isQuiet(call) == true { answer(words) } }
    }

    func heardPrompt(_ prompt: String) {
        heard.append(prompt)
        lastSound = world.now
        guard prompt == "fallback", !isGone else { return }
        gateway?.pressed(wish == .person || wish == .anger ? "0" : "1", on: call)
    }

    private func answer(_ words: String) {
        if words.contains("再见") || words.contains("不要挂机") || words.contains("请稍等") || words.contains("转接") { return }
        if words.contains("可以吗") || words.contains("对吗") { return say("对", "affirm", reply: .affirm) }
        if words.contains("地址") { return say("阳光小区3号楼302", entities: [Entity(type: .address, text: "阳光小区3号楼302", start: 0, end: 10, value: "阳光小区3号楼302")]) }
        if words.contains("登记") || words.contains("每平米") || words.contains("回电") || words.contains("再拨") { isServed = true }
        isServed ? say("没有了，再见", "goodbye") : sayWish()
    }

    private func sayWish() {
        switch wish {
        case .question: say("热费什么标准", "fee_standard")
        case .repair: say("家里暖气不热", "not_hot_home")
        case .anger: say("你们到底管不管", anger: 95)
        case .person: world.chance(0.5) ? say("转人工", wantsPerson: true) : press("0")
        }
    }

    private func press(_ key: Character) { gateway?.pressed(key, on: call) }

    private func say(
        _ text: String, _ intent: String = Understood.outOfScope, entities: [Entity] = [], anger: Int = 0, reply: Understood.Reply = .none,
        wantsPerson: Bool = false
    ) {
        lastSound = world.now
        let understood = Understood(
            industry: "heating", intent: intent, confidence: intent == Understood.outOfScope ? 0 : 0.95, inScope: 1, entities: entities, anger: anger,
            reply: reply, wantsPerson: wantsPerson)
        gateway?.spoken(HeardUtterance(text: text, confidence: 0.95, understood: understood), on: call)
    }

    /// Asks again when nobody has said anything for long; now and then speaks into the assistant's words.
    private func watchSilence() {
        world.after(.seconds(1)) { [self] in
            guard !isGone else { return }
            if isAnswered, gateway?.isBridged(call) == false {
                let isQuiet = gateway?.isQuiet(call) == true
                if isQuiet, world.now - lastSound > .seconds(12) { sayWish() } else if !isQuiet, world.chance(world.conditions.interruptions) { sayWish() }
            }
            watchSilence()
        }
    }
}
