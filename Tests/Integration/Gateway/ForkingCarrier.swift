import CSys
import Glibc
import Protocols
import Sockets
import Vocabulary

/// A carrier behind which an announcement plays at one place and the customer answers at another: 183 and 200 of two branches,
/// with a description each, the first of them unreliable (RFC 3261 §13.2.2.4).
final class ForkingCarrier {
    private let sip: Int32
    /// Sound of the announcement's branch, and of the customer's.
    private let sounds: [Int32]
    let contact: SocketAddress
    private(set) var requests: [String] = []
    /// Packets by branch.
    private(set) var heard = [0, 0]
    private var invite: (request: SIPRequest, peer: SocketAddress)?

    init() throws {
        var any = sys_address()
        guard sys_address_parse("127.0.0.1", 0, &any) == 0 else { throw TestCaller.CallerError.noSocket }
        let sockets = (0..<3).map { _ in sys_udp_open(&any, 1 << 20, 0) }
        guard sockets.allSatisfy({ $0 >= 0 }) else { throw TestCaller.CallerError.noSocket }
        sip = sockets[0]
        sounds = Array(sockets[1...])
        contact = SocketAddress(ip: .loopback, port: Self.port(of: sip))
    }

    deinit { for socket in [sip] + sounds { close(socket) } }

    private static func port(of socket: Int32) -> UInt16 {
        var local = sys_address()
        return sys_udp_local(socket, &local) == 0 ? local.port : 0
    }

    /// Runs until the condition holds, five seconds at most.
    func run(until done: (ForkingCarrier) -> Bool) -> Bool {
        for _ in 0..<5000 {
            if done(self) { return true }
            receive()
            usleep(1000)
        }
        return done(self)
    }

    private func receive() {
        var bytes = [UInt8](repeating: 0, count: 4096), from = sys_address()
        while case let count = sys_udp_receive(sip, &bytes, bytes.count, &from), count > 0 {
            guard let peer = SocketAddress(from), case .request(let request) = try? SIPMessage(datagram: Array(bytes[..<count])) else { continue }
            if request.method == .invite { invite = (request, peer) } else if request.method != .ack { send(SIPResponse(to: request, status: 200), to: peer) }
            requests.append("\(request.method)")
        }
        for (branch, socket) in sounds.enumerated() {
            while sys_udp_receive(socket, &bytes, bytes.count, &from) > 0 { heard[branch] += 1 }
        }
    }

    /// 183 of the first branch, 200 of the second.
    func respond(_ status: Int, branch: Int) throws {
        guard let invite else { return }
        var session = OfferAnswer(media: SocketAddress(ip: .loopback, port: Self.port(of: sounds[branch])), sessionID: UInt64(branch) + 1, capabilities: .init(codecs: [.pcma]))
        var response = SIPResponse(to: invite.request, status: status, tag: "branch\(branch)")
        response.contacts = [SIPNameAddress(uri: SIPURI(user: "customer", host: contact.host, port: contact.port))]
        response.fields.setBody(try session.offerReceived(Array(invite.request.body)), type: "application/sdp")
        send(response, to: invite.peer)
    }

    private func send(_ response: SIPResponse, to peer: SocketAddress) {
        let bytes = response.bytes
        var address = peer.system
        _ = sys_udp_send(sip, bytes, bytes.count, &address)
    }
}
