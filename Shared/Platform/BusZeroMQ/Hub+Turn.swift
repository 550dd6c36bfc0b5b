import CZeroMQ
import Glibc
import Vocabulary

/// One round of the thread: hand out what was queued, sleep until a socket or a wake-up, serve, mind the time.
extension Hub {
    private enum Source { case wake, zap, requests, events, streams, monitor(Int), answers(Peer), lane(Peer), tail(Peer) }

    /// How many messages of one socket are served before the next socket has its turn.
    static let batch = 256

    func turn() {
        flushOutbox()
        let (sources, interests) = interests()
        var items = interests
        guard zmq_poll(&items, Int32(items.count), patience()) >= 0 else {
            precondition(zmq_errno() == EINTR, "zmq_poll: \(ZeroMQError("poll"))")
            return
        }
        for (source, item) in zip(sources, items) where item.revents != 0 { serve(source) }
        expire(at: .current)
    }

    private func flushOutbox() {
        let contents = outbox.take()
        for correlation in contents.cancelled { cancel(correlation) }
        for event in contents.events { publish(event) }
        if contents.tailsChanged { connectTails() }
        for instance in contents.touched { if let peer = peers[instance] { flushLane(of: peer) } }
    }

    private func interests() -> ([Source], [zmq_pollitem_t]) {
        var sources: [Source] = [.wake]
        var items = [zmq_pollitem_t(socket: nil, fd: thread.wakeDescriptor, events: Int16(ZMQ_POLLIN), revents: 0)]
        func add(_ source: Source, _ socket: Socket, out: Bool = false) {
            sources.append(source)
            items.append(zmq_pollitem_t(socket: socket.handle, fd: 0, events: Int16(ZMQ_POLLIN | (out ? ZMQ_POLLOUT : 0)), revents: 0))
        }
        guard let servers else { return (sources, items) }
        add(.zap, servers.zap)
        add(.requests, servers.requests)
        add(.events, servers.events)
        add(.streams, servers.streams)
        for (index, monitor) in servers.monitors.enumerated() { add(.monitor(index), monitor) }
        for peer in peers.values {
            if let link = peer.requests { add(.answers(peer), link.socket, out: !link.backlog.isEmpty) }
            if let link = peer.streams { add(.lane(peer), link.socket, out: link.isFull) }
            if let socket = peer.events { add(.tail(peer), socket) }
        }
        return (sources, items)
    }

    /// Milliseconds until something is due; -1 for ever. A job that came meanwhile without a wake-up, from this very
    /// thread, is due at once.
    private func patience() -> Int {
        if thread.hasJobs { return 0 }
        guard let due = [nextBeat, asks.nextDeadline].compactMap({ $0 }).min() else { return -1 }
        return Int(clamping: max(0, (due - .current).nanoseconds + 999_999) / 1_000_000)
    }

    private func serve(_ source: Source) {
        guard let servers else { return }
        switch source {
        case .wake: thread.acknowledgeWake()
        case .zap: drain(servers.zap) { admissionAsked($0) }
        case .requests: drain(servers.requests) { questionArrived($0) }
        case .events: drain(servers.events) { subscriptionArrived($0) }
        case .streams: drain(servers.streams) { streamArrived($0) }
        case .monitor(let index): drain(servers.monitors[index]) { handshakeFailed($0, on: ServerSockets.names[index]) }
        case .answers(let peer): serveAnswers(of: peer)
        case .lane(let peer): serveLane(of: peer)
        case .tail(let peer): if let socket = peer.events { drain(socket) { eventArrived($0, from: peer) } }
        }
    }

    func drain(_ socket: Socket, _ serve: (Message) -> Void) {
        for _ in 0..<Self.batch {
            guard let message = socket.receive() else { return }
            serve(message)
        }
    }

    private func expire(at now: Instant) {
        for (correlation, ask) in asks.removeExpired(at: now) { timedOut(correlation, ask) }
        guard let due = nextBeat, due <= now else { return }
        nextBeat = now + options.heartbeat
        beat.yield()
        cancelOverdue(at: now)
        reportHandshakes()
    }
}
