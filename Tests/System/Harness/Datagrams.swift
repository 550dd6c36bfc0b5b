import CSys
import Foundation
import Protocols

/// A UDP socket of a stranger.
final class Datagrams {
    private let socket: Int32
    private var peer = sys_address()
    private let place: String

    /// - Parameter place: `HOST:PORT`.
    init(to place: String) throws {
        self.place = place
        let parts = place.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]), sys_address_parse(String(parts[0]), port, &peer) >= 0 else {
            throw Command.Failure(description: "\(place) is no address")
        }
        var local = sys_address()
        _ = sys_address_parse("127.0.0.1", 0, &local)
        socket = sys_udp_open(&local, 0, 0)
        guard socket >= 0 else { throw Command.Failure(description: "no socket: error \(-socket)") }
    }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) { _ = sys_udp_send(socket, bytes, bytes.count, &peer) }

    /// Whether an OPTIONS gets any final answer; sent again each half second, as RFC 3261 §17.1.2 asks.
    func optionsAreAnswered(within limit: Duration) async throws -> Bool {
        let branch = "z9hG4bK\(UInt64.random(in: 0...UInt64.max))"
        var local = sys_address()
        sys_udp_local(socket, &local)
        let request = """
            OPTIONS sip:\(place) SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:\(local.port);branch=\(branch);rport
            From: <sip:tests@127.0.0.1>;tag=1
            To: <sip:\(place)>
            Call-ID: \(branch)
            CSeq: 1 OPTIONS
            Max-Forwards: 70
            Content-Length: 0


            """.replacingOccurrences(of: "\n", with: "\r\n")
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            send(Array(request.utf8))
            let answered = await eventually(within: .milliseconds(500)) { received().contains { $0.hasPrefix("SIP/2.0 ") && $0.contains(branch) } }
            if answered { return true }
        }
        return false
    }

    private func received() -> [String] {
        var messages: [String] = [], buffer = [UInt8](repeating: 0, count: 65_536), from = sys_address()
        while true {
            let count = sys_udp_receive(socket, &buffer, buffer.count, &from)
            guard count >= 0 else { return messages }
            messages.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
    }
}
