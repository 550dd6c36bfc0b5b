import Bus
import CZeroMQ
import Contracts
import Vocabulary

/// Questions to others.
extension Hub {
    /// Asks the named instance, or the next able one, and waits for the answer or the deadline.
    func ask(_ question: Question, of named: InstanceID?, within limit: Duration) async -> Result<[UInt8], RequestFailure> {
        guard servers != nil else { return .failure(Self.closed) }
        guard let peer = peer(for: question, named: named) else {
            return .failure(RequestFailure(.unavailable, "\(named.map(\.value) ?? "no instance of \(question.service)") holds a lease"))
        }
        guard question.body.count <= options.maximumFrame else {
            return .failure(RequestFailure(.invalid, "a body of \(question.body.count) bytes; at most \(options.maximumFrame)"))
        }
        guard asks.count < options.inFlight else {
            return .failure(RequestFailure(.overloaded, "\(options.inFlight) questions wait for answers already"))
        }
        let correlation = asks.nextCorrelation()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ask = AskTable.Ask(name: question.name, peer: peer.instance.id, deadline: .current + limit, sent: false, continuation: continuation)
                asks.insert(ask, as: correlation)
                send(question, correlation, to: peer, within: limit)
            }
        } onCancel: { [outbox] in
            outbox.cancel(correlation)
        }
    }

    private func peer(for question: Question, named: InstanceID?) -> Peer? {
        if let named { return peers[named] }
        return turns.next(of: question.service, among: peers.values.map(\.instance)).flatMap { peers[$0.id] }
    }

    private func send(_ question: Question, _ correlation: UInt64, to peer: Peer, within limit: Duration) {
        do {
            let link = try peer.requests ?? RequestLink(maker.requests(of: peer.instance))
            peer.requests = link
            let header = RequestHeader(.ask, correlation, millisecondsLeft: UInt32(clamping: limit.nanoseconds / 1_000_000))
            link.backlog.append((correlation, question.frames(header)))
            flush(link)
        } catch {
            let failure = RequestFailure(.unavailable, "\(peer.instance.id) cannot be reached: \(error)")
            asks.remove(correlation)?.continuation.resume(returning: .failure(failure))
        }
    }

    private func flush(_ link: RequestLink) {
        while let (correlation, frames) = link.backlog.first {
            if asks.contains(correlation) {
                guard case .taken = link.socket.send(frames) else { return }
                asks.wasSent(correlation)
            }
            link.backlog.removeFirst()
        }
    }

    func serveAnswers(of peer: Peer) {
        guard let link = peer.requests else { return }
        flush(link)
        drain(link.socket) { answerArrived($0, from: peer) }
    }

    private func answerArrived(_ message: Message, from peer: Peer) {
        guard message.frames.count == 2, let header = RequestHeader(message.frames[0]),
            let answer = Result(header, body: message.frames[1])
        else { return counting.add(to: \.malformed) }
        asks.remove(header.correlation, from: peer.instance.id)?.continuation.resume(returning: answer)
    }

    // MARK: Questions without an answer

    func timedOut(_ correlation: UInt64, _ ask: AskTable.Ask) {
        withdraw(correlation, ask)
        let failure =
            ask.sent
            ? RequestFailure(.timedOut, "\(ask.name) was not answered by \(ask.peer) in time; it may have had effect")
            : RequestFailure(.timedOut, "\(ask.name) did not reach \(ask.peer) in time: no connection")
        ask.continuation.resume(returning: .failure(failure))
    }

    func cancel(_ correlation: UInt64) {
        guard let ask = asks.remove(correlation) else { return }
        withdraw(correlation, ask)
        ask.continuation.resume(returning: .failure(RequestFailure(.timedOut, "\(ask.name) was cancelled; it may have had effect")))
    }

    func peerLeft(_ peer: Peer) {
        for ask in asks.remove({ $0.peer == peer.instance.id }).values {
            let failure =
                ask.sent
                ? RequestFailure(.timedOut, "\(ask.peer) lost its lease before it answered \(ask.name); it may have had effect")
                : RequestFailure(.unavailable, "\(ask.peer) lost its lease before \(ask.name) reached it")
            ask.continuation.resume(returning: .failure(failure))
        }
    }

    /// Tells the answerer that nobody waits any more, or takes the question out of the queue.
    private func withdraw(_ correlation: UInt64, _ ask: AskTable.Ask) {
        guard let link = peers[ask.peer]?.requests else { return }
        if ask.sent {
            _ = link.socket.send([RequestHeader(.cancel, correlation).bytes])
        } else {
            link.backlog.removeAll { $0.correlation == correlation }
        }
    }
}
