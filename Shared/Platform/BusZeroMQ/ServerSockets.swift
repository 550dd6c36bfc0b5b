import Bus
import CZeroMQ

/// The sockets that every instance binds.
struct ServerSockets {
    let zap: Socket
    let requests: Socket
    let events: Socket
    let streams: Socket
    /// Report failed handshakes of the three, in their order.
    let monitors: [Socket]
    /// As others dial them.
    let endpoints: Instance.Endpoints
    private let ports: [UInt16]

    init(_ maker: SocketMaker) throws(ZeroMQError) {
        // First of all: a socket that is bound while nobody answers for ZAP would admit every peer with a key.
        zap = try maker.zap()
        requests = try maker.server(ZMQ_ROUTER)
        events = try maker.server(ZMQ_XPUB)
        streams = try maker.server(ZMQ_ROUTER)
        monitors = [
            try maker.monitor(of: requests, named: "requests"), try maker.monitor(of: events, named: "events"),
            try maker.monitor(of: streams, named: "streams"),
        ]
        ports = [try Self.bind(requests, maker.options), try Self.bind(events, maker.options), try Self.bind(streams, maker.options)]
        let host = maker.options.advertisedHost ?? maker.options.host
        endpoints = Instance.Endpoints(requests: "tcp://\(host):\(ports[0])", events: "tcp://\(host):\(ports[1])", streams: "tcp://\(host):\(ports[2])")
    }

    static let names = ["requests", "events", "streams"]
    var all: [Socket] { [zap, requests, events, streams] + monitors }

    /// Ends the connections that a peer holds to us: ZAP acts at the handshake alone, so who loses the lease later would
    /// stay connected.
    func cut(_ descriptor: Int32) {
        for port in ports where descriptor >= 0 { _ = hotline_cut_connection(descriptor, port) }
    }

    private static func bind(_ socket: Socket, _ options: ZeroMQBusOptions) throws(ZeroMQError) -> UInt16 {
        let endpoint = try socket.bind("tcp://\(options.host):*")
        guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw ZeroMQError("bind \(options.host)", reason: "the endpoint \(endpoint) has no port")
        }
        return port
    }
}
