import AgentAssistCore
import AnalyticsCore
import Contracts
import Vocabulary

/// Writes down what happens and what must never happen.
final class Book {
    private struct Played: Hashable {
        var call: CallID
        var epoch: Int
        var generation: UInt32
    }

    unowned let world: World
    private(set) var violations: [String] = []
    private(set) var callers: [CallID: Caller] = [:]
    /// Whose gateway has died.
    private(set) var lostCalls: Set<CallID> = []
    private var answers: [CallID: Int] = [:]
    private(set) var agents: [CallID: [AgentID]] = [:]
    private var talking: [AgentID: CallID] = [:]
    private var played: [Played: Line.Sound] = [:]

    init(in world: World) { self.world = world }

    func violate(_ what: String) { violations.append("at \(world.now.nanoseconds / 1_000_000) ms: \(what)") }

    // MARK: As it happens

    func dialled(_ caller: Caller, _ gateway: InstanceID) {
        callers[caller.call] = caller
        world.after(.seconds(2)) { [self] in
            if !caller.isAnswered, !caller.isGone, !lostCalls.contains(caller.call), world.isAlive(gateway) { violate("\(caller.call) is not picked up") }
        }
    }

    func answered(_ call: CallID) {
        answers[call, default: 0] += 1
        if answers[call] != 1 { violate("\(call) is picked up twice") }
    }

    func rang(_ call: CallID, agent: AgentID, fence: Int64, revision: Int) {
        let shown = world.desk.drawn[agent]?[DeskPage.Show(call: call, fence: fence)] ?? -1
        if shown < revision { violate("the phone of \(agent) rings for \(call) at revision \(revision), but the desk shows \(shown)") }
    }

    func connected(_ call: CallID, _ agent: AgentID) {
        agents[call, default: []].append(agent)
        if agents[call]?.count != 1 { violate("\(call) is answered by \(agents[call] ?? [])") }
        if let other = talking[agent] { violate("\(agent) holds \(other) and \(call)") }
        talking[agent] = call
    }

    func closed(_ call: CallID) { talking = talking.filter { $0.value != call } }

    func lost(_ call: CallID) {
        lostCalls.insert(call)
        closed(call)
    }

    func played(_ sound: Line.Sound, _ call: CallID, epoch: Int) { played[Played(call: call, epoch: epoch, generation: sound.generation)] = sound }

    func said(_ text: String, _ isComplete: Bool, _ generation: UInt32, _ call: CallID, epoch: Int) {
        let sound = played[Played(call: call, epoch: epoch, generation: generation)]
        let words = sound?.playedText ?? ""
        if !words.hasPrefix(text) || (isComplete && words != sound?.text) { violate("the transcript of \(call) has words that were not played") }
    }

    // MARK: At the end

    /// - Returns: everything that went wrong.
    func close() -> [String] {
        for caller in callers.values.sorted(by: { $0.call < $1.call }) { checkEnd(of: caller.call) }
        for (agent, row) in world.routing.agents.sorted(by: { $0.key < $1.key }) where row.lease != nil || row.presence == .busy { violate("the lease of \(agent) leaks") }
        if world.routers.contains(where: { !$0.offers.isEmpty }) { violate("an offer is carried on for ever") }
        if world.routers.contains(where: { !$0.askers.isEmpty }) { violate("a hand-over is never answered") }
        for host in world.speech where !host.calls.isEmpty { violate("\(host.id) never ends a conversation") }
        checkTickets()
        checkFolds()
        return violations
    }

    private func checkEnd(of call: CallID) {
        let isLost = lostCalls.contains(call)
        let ends = world.log.events(CallEnded.self, of: call).count, losses = world.log.events(CallLost.self, of: call).count
        let isKnownToRouting = world.routing.calls[call] != nil
        if !isLost, ends != 1 || losses != 0 { violate("\(call) has \(ends) ends and \(losses) losses") }
        if isLost, isKnownToRouting, ends + losses == 0 || ends > 1 || losses > 1 { violate("lost \(call) has \(ends) ends and \(losses) losses") }
        let outcomes = world.log.events(ConversationEnded.self, of: call)
        let epochs = world.log.events(ConversationStarted.self, of: call).map(\.epoch)
        if outcomes.count > 1 || (world.everyoneLives && !epochs.isEmpty && outcomes.count != 1) { violate("\(call) has the outcomes \(outcomes.map(\.outcome)) after epochs \(epochs)") }
    }

    private func checkTickets() {
        let actions = world.log.envelopes.compactMap { try? $0.decoded(as: ActionPerformed.self) }
        let tickets = world.log.envelopes.compactMap { try? $0.decoded(as: TicketOpened.self) }
        if Set(actions.map(\.key)).count != actions.count || tickets.count != actions.count { violate("a ticket was opened twice for one key") }
    }
}
