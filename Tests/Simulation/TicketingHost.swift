import Contracts
import TicketingCore
import Vocabulary

/// Ticketing: the same key gives the same outcome for ever.
final class TicketingHost {
    static let id: InstanceID = "ticketing-1"
    private unowned let world: World
    private var answers: [String: PerformAction.Answer] = [:]
    /// How often each key was asked.
    private(set) var asked: [String: Int] = [:]

    /// So many answers are lost on their way.
    var swallowsAnswers = 0

    init(in world: World) { self.world = world }

    func find(_ number: String) -> CustomerCard? {
        number.hasSuffix("0") ? CustomerCard(id: CustomerID("c" + number), name: Masked("王芳"), address: nil, accounts: [], tickets: []) : nil
    }

    func perform(_ request: PerformAction, answer: (Outcome<PerformAction.Answer>) -> Void) {
        let done = perform(request)
        swallowsAnswers -= 1
        if swallowsAnswers < 0 { answer(.success(done)) }
    }

    private func perform(_ request: PerformAction) -> PerformAction.Answer {
        asked[request.key, default: 0] += 1
        if let known = answers[request.key] { return known }
        let answer = open(request)
        answers[request.key] = answer
        world.log.append(ActionPerformed(call: request.call, action: request.action, outcome: answer.outcome.rawValue, ticket: answer.ticket, key: request.key), by: .ticketing, Self.id)
        return answer
    }

    private func open(_ request: PerformAction) -> PerformAction.Answer {
        let ticket = TicketID("T\(answers.count + 1)"), kind = request.parameters["kind"]?.revealed ?? "callback"
        let due = ServiceLevel().due(kind, openedAt: world.timestamp, urgent: false)
        world.log.append(TicketOpened(ticket: ticket, kind: kind, call: request.call, customer: request.customer, title: Sealed(box: kind), dueAt: due), by: .ticketing, Self.id)
        return PerformAction.Answer(outcome: .done, values: ["due": Masked(SpokenDue.text(due, now: world.timestamp))], ticket: ticket)
    }
}
