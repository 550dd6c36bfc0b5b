import Contracts
import Vocabulary

/// How badly the network behaves, and how restless the callers are.
struct Conditions {
    /// Of requests, answers and announcements, 0-1.
    var loss = 0.03
    /// Of announcements that come twice, 0-1.
    var doubled = 0.1
    /// Of messages that take long, 0-1.
    var slow = 0.05

    /// In each second of the assistant's words the caller speaks into them, 0-1.
    var interruptions = 0.03

    static let calm = Conditions(loss: 0, doubled: 0, slow: 0, interruptions: 0)
}

typealias Outcome<Answer> = Result<Answer, RequestFailure>

/// The three kinds of delivery of the bus, as the seed would have them.
extension World {
    /// A question: it or its answer may be lost; the asker hears something within the deadline, once.
    func ask<Answer>(
        _ deadline: Duration, of peer: InstanceID, by asker: InstanceID, _ serve: @escaping (@escaping (Outcome<Answer>) -> Void) -> Void,
        then: @escaping (Outcome<Answer>) -> Void
    ) {
        var isAnswered = false
        func finish(_ outcome: Outcome<Answer>) {
            guard !isAnswered, isAlive(asker) else { return }
            isAnswered = true
            then(outcome)
        }
        guard isListed(peer) else { return after(.milliseconds(1)) { finish(.failure(RequestFailure(.unavailable, "no such instance"))) } }
        after(deadline) { finish(.failure(RequestFailure(.timedOut, "no answer"))) }
        carry { [self] in
            guard isAlive(peer) else { return }
            serve { [self] outcome in carry { finish(outcome) } }
        }
    }

    /// A message of a stream: ordered between two instances, gone when either has died.
    func stream(from sender: InstanceID, to receiver: InstanceID, _ body: @escaping () -> Void) {
        let pair = "\(sender)>\(receiver)"
        let arrival = max(streamed[pair] ?? .zero, now + .milliseconds(Int.random(in: 1...8, using: &random)))
        streamed[pair] = arrival
        at(arrival) { [self] in if isAlive(receiver) { body() } }
    }

    /// An announcement: lost, late, doubled, overtaken.
    func announce(_ body: @escaping () -> Void) {
        carry(body)
        if chance(conditions.doubled) { carry(body) }
    }

    private func carry(_ body: @escaping () -> Void) {
        guard !chance(conditions.loss) else { return }
        after(.milliseconds(chance(conditions.slow) ? Int.random(in: 100...600, using: &random) : Int.random(in: 1...20, using: &random)), body)
    }
}
