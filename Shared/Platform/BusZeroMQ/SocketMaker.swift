import Bus
import CZeroMQ
import Vocabulary

/// Makes sockets with every option said: libzmq's defaults wait for ever on close, queue to the dead and take messages of
/// any size.
struct SocketMaker {
    /// Stream messages are a tick of sound each: what waits longer than these is late.
    private static let streamsInFlight: Int32 = 64
    private static let messagesInFlight: Int32 = 10_000
    private static let eventsInFlight: Int32 = 100_000
    static let zapDomain = "hotline"

    let context: UnsafeMutableRawPointer
    let keys: KeyPair
    let options: ZeroMQBusOptions

    /// A bound socket that admits whom ZAP admits.
    func server(_ type: Int32) throws(ZeroMQError) -> Socket {
        let socket = try common(type)
        try socket.set(ZMQ_CURVE_SERVER, Int32(1))
        try socket.set(ZMQ_CURVE_SECRETKEY, keys.secretKey)
        try socket.set(ZMQ_ZAP_DOMAIN, Self.zapDomain)
        // A peer that ZAP asks to come again is only cut off when this runs out (libzmq 4.3.4), so it is also how soon it retries.
        try socket.set(ZMQ_HANDSHAKE_IVL, Int32(2000))
        try socket.set(ZMQ_LINGER, Int32(clamping: options.linger.nanoseconds / 1_000_000))
        if type == ZMQ_ROUTER { try socket.set(ZMQ_ROUTER_MANDATORY, Int32(1)) }
        // Every subscription is reported, not only a topic's first: that is how a subscriber's connection is known.
        if type == ZMQ_XPUB { try socket.set(ZMQ_XPUB_VERBOSE, Int32(1)) }
        try limit(socket, type == ZMQ_XPUB ? Self.eventsInFlight : Self.messagesInFlight)
        return socket
    }

    func requests(of peer: Instance) throws(ZeroMQError) -> Socket { try dealer(to: peer.endpoints.requests, of: peer, Self.messagesInFlight) }
    func streams(of peer: Instance) throws(ZeroMQError) -> Socket { try dealer(to: peer.endpoints.streams, of: peer, Self.streamsInFlight) }

    /// Events of all shards of one instance's service.
    func events(of peer: Instance) throws(ZeroMQError) -> Socket {
        let socket = try client(ZMQ_SUB, of: peer)
        try limit(socket, Self.eventsInFlight)
        try socket.set(ZMQ_SUBSCRIBE, "\(peer.service)/")
        try socket.connect(peer.endpoints.events)
        return socket
    }

    /// Answers libzmq's questions about peers.
    func zap() throws(ZeroMQError) -> Socket {
        let socket = try Socket(ZMQ_ROUTER, in: context)
        try socket.set(ZMQ_LINGER, Int32(0))
        _ = try socket.bind("inproc://zeromq.zap.01")
        return socket
    }

    func monitor(of socket: Socket, named name: String) throws(ZeroMQError) -> Socket {
        let endpoint = "inproc://hotline.monitor.\(name)"
        let failures = ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
        try socket.monitor(at: endpoint, events: failures)
        let monitor = try Socket(ZMQ_PAIR, in: context)
        try monitor.set(ZMQ_LINGER, Int32(0))
        try monitor.connect(endpoint)
        return monitor
    }

    private func dealer(to endpoint: String, of peer: Instance, _ bound: Int32) throws(ZeroMQError) -> Socket {
        let socket = try client(ZMQ_DEALER, of: peer)
        // Messages wait with us, where they can be withdrawn, until there is a connection.
        try socket.set(ZMQ_IMMEDIATE, Int32(1))
        try limit(socket, bound)
        try socket.connect(endpoint)
        return socket
    }

    private func client(_ type: Int32, of peer: Instance) throws(ZeroMQError) -> Socket {
        let socket = try common(type)
        try socket.set(ZMQ_CURVE_SERVERKEY, peer.publicKey)
        try socket.set(ZMQ_CURVE_PUBLICKEY, keys.publicKey)
        try socket.set(ZMQ_CURVE_SECRETKEY, keys.secretKey)
        try socket.set(ZMQ_LINGER, Int32(0))
        try socket.set(ZMQ_RECONNECT_IVL, Int32(50))
        try socket.set(ZMQ_RECONNECT_IVL_MAX, Int32(1000))
        try socket.set(ZMQ_CONNECT_TIMEOUT, Int32(2000))
        return socket
    }

    private func common(_ type: Int32) throws(ZeroMQError) -> Socket {
        let socket = try Socket(type, in: context)
        try socket.set(ZMQ_MAXMSGSIZE, options.maximumFrame)
        try socket.set(ZMQ_TCP_KEEPALIVE, Int32(1))
        try socket.set(ZMQ_HEARTBEAT_IVL, Int32(2000))
        try socket.set(ZMQ_HEARTBEAT_TIMEOUT, Int32(5000))
        try socket.set(ZMQ_HEARTBEAT_TTL, Int32(6000))
        return socket
    }

    private func limit(_ socket: Socket, _ bound: Int32) throws(ZeroMQError) {
        try socket.set(ZMQ_SNDHWM, bound)
        try socket.set(ZMQ_RCVHWM, bound)
    }
}
