import CSys
import Glibc
import Protocols
import Vocabulary

/// SIP over TCP and TLS: listeners and connections, bounded in number, in what each may hold, and in how long it may
/// say nothing (RFC 3261 §18).
///
/// For one thread. Its descriptor is readable whenever there is something to do; then `ready` does it.
public final class SignallingStreams {
    public struct Limits: Sendable {
        public var connections = 4096
        /// Of one address.
        public var perSource = 512
        /// A connection that has brought no message by then is closed.
        public var firstMessage = Duration.seconds(32)
        /// Longer than a registration lasts at the most.
        public var idle = Duration.seconds(3900)
        /// Bytes that a peer may leave unread.
        public var backlog = 1 << 18
        public init() {}
    }

    public enum Event: Sendable {
        case message([UInt8], from: SIPPeer)
        case ping(SIPPeer)
        case pong(SIPPeer)
        case closed(SIPPeer, reason: String)
        /// No connection could be made, or one broke while something was to be sent along it.
        case unreachable(SIPPeer, reason: String)
    }

    /// To be watched for reading.
    public let descriptor: Int32
    private let limits: Limits
    private let tls: TLSContext?
    /// Names that certificates of servers must show, where it is not their address.
    private let names: [SocketAddress: String]
    private var listeners: [UInt64: (descriptor: Int32, transport: SIPPeer.Transport)] = [:]
    private var connections: [UInt64: StreamConnection] = [:]
    private var open: [SIPPeer: UInt64] = [:]
    private var sources: [IPAddress: Int] = [:]
    private var last: UInt64 = 0
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var sweepAt: Instant?
    private static let dscp: Int32 = 24

    /// - Parameter tls: for listeners of TLS, and for connections that we open.
    public init(tls: TLSContext? = nil, names: [SocketAddress: String] = [:], limits: Limits = Limits()) throws(SystemError) {
        self.tls = tls
        self.names = names
        self.limits = limits
        descriptor = try SystemError.check(sys_epoll_open(), "opening epoll")
    }

    deinit {
        for listener in listeners.values { close(listener.descriptor) }
        close(descriptor)
    }

    public var connectionCount: Int { connections.count }

    public func listen(_ transport: SIPPeer.Transport, on address: SocketAddress) throws(SystemError) {
        var local = address.system
        let listener = try SystemError.check(sys_tcp_listen(&local, 512), "listening for SIP over \(transport.rawValue) on \(address)")
        let token = nextNumber()
        listeners[token] = (listener, transport)
        _ = try SystemError.check(sys_epoll_add(descriptor, listener, token), "watching a socket")
    }

    private func nextNumber() -> UInt64 {
        last += 1
        return last
    }

    // MARK: Sending

    /// Sends along the peer's connection, or one that is open to its address, or a new one.
    public func send(_ bytes: [UInt8], to peer: SIPPeer, at now: Instant) -> [Event] {
        guard let connection = connection(to: peer, at: now) else { return [.unreachable(peer, reason: "no connection")] }
        do throws(StreamConnection.Failure) {
            try connection.send(bytes, at: now)
            guard connection.backlog <= limits.backlog else { throw .refused("it leaves unread what is sent to it") }
        } catch { return fail(connection, error) }
        watch(connection)
        return []
    }

    private func connection(to peer: SIPPeer, at now: Instant) -> StreamConnection? {
        if peer.connection != 0 { return connections[peer.connection] }
        if let number = open[peer], let known = connections[number] { return known }
        return connect(peer, at: now)
    }

    private func connect(_ peer: SIPPeer, at now: Instant) -> StreamConnection? {
        guard connections.count < limits.connections, peer.transport != .tls || tls != nil else { return nil }
        var address = peer.address.system
        let descriptor = sys_tcp_connect(&address, Self.dscp)
        guard descriptor >= 0 else { return nil }
        let name = names[peer.address] ?? peer.address.ip.description
        return add(descriptor, peer, .opened, .client(name: name), at: now)
    }

    private func add(_ descriptor: Int32, _ peer: SIPPeer, _ side: SIPStreamFramer.Side, _ role: TLSStream.Role, at now: Instant) -> StreamConnection? {
        let stream: TLSStream?
        do throws(TLSError) { stream = if peer.transport == .tls, let tls { try TLSStream(tls, role) } else { nil } } catch {
            close(descriptor)
            return nil
        }
        let connection = StreamConnection(nextNumber(), descriptor, to: peer, side: side, tls: stream, at: now)
        guard sys_epoll_add(self.descriptor, descriptor, connection.number) >= 0 else { return nil }
        connections[connection.number] = connection
        open[SIPPeer(peer.address, transport: peer.transport)] = connection.number
        sources[peer.address.ip, default: 0] += 1
        if sweepAt == nil { sweepAt = now + .seconds(1) }
        watch(connection)
        return connection
    }

    private func watch(_ connection: StreamConnection) {
        _ = sys_epoll_change(descriptor, connection.descriptor, connection.number, connection.isBacklogged)
    }

    // MARK: Receiving

    /// Does what there is to do, a bounded part of it.
    public func ready(at now: Instant) -> [Event] {
        var ready = [sys_ready](repeating: sys_ready(), count: 64), events: [Event] = []
        let count = sys_epoll_wait(descriptor, &ready, Int32(ready.count), 0)
        for index in 0..<max(0, Int(count)) {
            let token = ready[index].token
            if let listener = listeners[token] {
                accept(listener.descriptor, listener.transport, at: now)
            } else if let connection = connections[token] {
                serve(connection, ready[index], &events, at: now)
            }
        }
        return events
    }

    private func accept(_ listener: Int32, _ transport: SIPPeer.Transport, at now: Instant) {
        var from = sys_address()
        for _ in 0..<64 {
            let descriptor = sys_tcp_accept(listener, &from, Self.dscp)
            guard descriptor >= 0 else { return }
            guard let address = SocketAddress(from), connections.count < limits.connections, sources[address.ip, default: 0] < limits.perSource else {
                close(descriptor)
                continue
            }
            _ = add(descriptor, SIPPeer(address, transport: transport), .accepted, .server, at: now)
        }
    }

    private func serve(_ connection: StreamConnection, _ ready: sys_ready, _ events: inout [Event], at now: Instant) {
        var pieces: [SIPStreamFramer.Piece] = []
        var failure: StreamConnection.Failure?
        do throws(StreamConnection.Failure) {
            if ready.writable || ready.broken { try connection.connected(at: now) }
            if ready.writable { try connection.write() }
            if ready.readable || ready.broken { try read(connection, &pieces, at: now) }
        } catch { failure = error }
        for piece in pieces {
            switch piece {
            case .message(let bytes): events.append(.message(bytes, from: connection.peer))
            case .ping: events.append(.ping(connection.peer))
            case .pong: events.append(.pong(connection.peer))
            }
        }
        if let failure { events += fail(connection, failure) } else { watch(connection) }
    }

    private func read(_ connection: StreamConnection, _ pieces: inout [SIPStreamFramer.Piece], at now: Instant) throws(StreamConnection.Failure) {
        guard connection.isConnected else { return }
        try connection.read(into: &buffer, &pieces, at: now)
    }

    // MARK: Ends

    private func fail(_ connection: StreamConnection, _ failure: StreamConnection.Failure) -> [Event] {
        forget(connection)
        let reason = if case .refused(let text) = failure { text } else { "closed by the peer" }
        // What was sent to the address, and not along the connection by its number, waits for an answer too.
        let address = SIPPeer(connection.peer.address, transport: connection.peer.transport)
        return [.closed(connection.peer, reason: reason), .unreachable(address, reason: reason)]
    }

    private func forget(_ connection: StreamConnection) {
        _ = sys_epoll_remove(descriptor, connection.descriptor)
        connections[connection.number] = nil
        let peer = SIPPeer(connection.peer.address, transport: connection.peer.transport)
        if open[peer] == connection.number { open[peer] = nil }
        let left = sources[peer.address.ip, default: 1] - 1
        sources[peer.address.ip] = left > 0 ? left : nil
    }

    /// Closes a connection; it is not reported.
    public func closeConnection(_ number: UInt64) {
        guard let connection = connections[number] else { return }
        connection.sayGoodbye()
        forget(connection)
    }

    // MARK: Time

    public var nextDeadline: Instant? { sweepAt }

    public func tick(at now: Instant) -> [Event] {
        guard let due = sweepAt, due <= now else { return [] }
        var events: [Event] = []
        for connection in Array(connections.values) {
            let patience = connection.isSilent ? limits.firstMessage : limits.idle
            guard connection.usedAt + patience <= now else { continue }
            connection.sayGoodbye()
            events += fail(connection, .refused("silent for \(patience.nanoseconds / 1_000_000_000) s"))
        }
        sweepAt = connections.isEmpty ? nil : now + .seconds(1)
        return events
    }
}
