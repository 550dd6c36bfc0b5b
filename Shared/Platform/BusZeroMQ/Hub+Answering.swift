import Bus
import CZeroMQ
import Contracts
import Vocabulary

/// A kind of question that this instance answers.
struct Served {
    let handler: RequestHandler
    var running = 0
}

/// Names a question that is being answered.
struct QuestionKey: Hashable {
    /// The asker's connection, as the ROUTER names it.
    var route: [UInt8]
    var correlation: UInt64
}

struct Running {
    let name: String
    let asker: Asker
    let deadline: Instant
    let task: Task<Void, Never>
}

/// Questions from others.
extension Hub {
    /// From now on questions of this kind are answered so.
    func serve(_ handler: RequestHandler) { served[handler.name] = Served(handler: handler, running: served[handler.name]?.running ?? 0) }

    func questionArrived(_ message: Message) {
        guard message.frames.count >= 2, let header = RequestHeader(message.frames[1]) else { return counting.add(to: \.malformed) }
        let key = QuestionKey(route: message.frames[0], correlation: header.correlation)
        guard let asker = asker(of: message) else {
            return answer(key, .failure(RequestFailure(.forbidden, "the asker holds no lease")))
        }
        switch header.kind {
        case .ask where message.frames.count == 5 && running[key] == nil: start(message.frames, header, key, asker)
        case .cancel where running[key]?.asker == asker: running[key]?.task.cancel()
        case .cancel: break
        case .ask, .answer, .failure: counting.add(to: \.malformed)
        }
    }

    private func start(_ frames: [[UInt8]], _ header: RequestHeader, _ key: QuestionKey, _ asker: Asker) {
        let name = String(decoding: frames[2], as: UTF8.self)
        guard let service = served[name] else {
            return answer(key, .failure(RequestFailure(.unavailable, "\(identity.instance) does not answer \(name.prefix(80))")))
        }
        guard service.running < options.concurrency else {
            return answer(key, .failure(RequestFailure(.overloaded, "\(identity.instance) answers \(options.concurrency) of \(name) already")))
        }
        served[name]?.running += 1
        let trace = frames[3].isEmpty ? nil : TraceParent(String(decoding: frames[3], as: UTF8.self))
        let body = frames[4]
        let task = Task.detached { [self] in
            let result = await Tracing.$current.withValue(trace) { await service.handler.answer(body, from: asker) }
            await answered(key, result)
        }
        let deadline = Instant.current + .milliseconds(Int64(header.millisecondsLeft))
        running[key] = Running(name: name, asker: asker, deadline: deadline, task: task)
    }

    private func answered(_ key: QuestionKey, _ result: Result<[UInt8], RequestFailure>) {
        guard let ended = running.removeValue(forKey: key) else { return }
        served[ended.name]?.running -= 1
        // Who lost the lease meanwhile learns nothing more.
        guard peers[ended.asker.instance] != nil else { return counting.add(to: \.answersLost) }
        answer(key, result)
    }

    private func answer(_ key: QuestionKey, _ result: Result<[UInt8], RequestFailure>) {
        guard let servers else { return }
        if case .success(let body) = result, body.count > options.maximumFrame {
            return answer(key, .failure(RequestFailure(.failed, "an answer of \(body.count) bytes; at most \(options.maximumFrame)")))
        }
        if servers.requests.send([key.route] + result.frames(to: key.correlation)) != .taken { counting.add(to: \.answersLost) }
    }

    /// Handlers whose asker has stopped waiting are told to stop; once a heartbeat is often enough.
    func cancelOverdue(at now: Instant) {
        for running in running.values where running.deadline <= now { running.task.cancel() }
    }
}
