import CSys
import Foundation
import Glibc
import Protocols
import Sockets
import Vocabulary

/// Asks name servers where a domain's SIP servers are (RFC 3263), over UDP. Names of /etc/hosts are known without asking.
public struct HostResolver: Sendable {
    /// Asked one after another.
    public var servers: [SocketAddress]
    /// For each of them, each time it is asked.
    public var patience = Duration.seconds(1)
    public var tries = 2
    var hosts: [String: [IPAddress]]

    public init(servers: [SocketAddress], hosts: [String: [IPAddress]] = [:]) {
        self.servers = servers
        self.hosts = hosts
    }

    /// As the system is set up.
    public static var system: HostResolver {
        let servers = lines(of: "/etc/resolv.conf").filter { $0.first == "nameserver" && $0.count > 1 }.compactMap { SocketAddress(String($0[1]), defaultPort: 53) }
        var hosts: [String: [IPAddress]] = [:]
        for line in lines(of: "/etc/hosts") {
            guard let first = line.first, let ip = IPAddress(first) else { continue }
            for name in line.dropFirst() { hosts[name.lowercased(), default: []].append(ip) }
        }
        return HostResolver(servers: servers.isEmpty ? [SocketAddress(ip: .loopback, port: 53)] : servers, hosts: hosts)
    }

    private static func lines(of path: String) -> [[Substring]] {
        let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").map { line in line.prefix { $0 != "#" }.split { $0.isWhitespace } }
    }

    // MARK: Asking

    /// In the order to be tried; empty when nothing could be found. Takes as long as name servers take: for a thread
    /// of its own.
    /// - Parameter offered: transports that we speak.
    public func find(_ uri: SIPURI, offered: Set<SIPPeer.Transport>) -> [SIPPeer] {
        var lookup = SIPServerLookup(uri, offered: offered, tokens: TokenSource(SystemRandom()))
        // A lookup asks a bounded number of questions; this is beyond it.
        for _ in 0..<100 {
            guard let question = lookup.question else { break }
            lookup.answered(answer(question))
        }
        return lookup.targets
    }

    private func answer(_ question: DNSQuestion) -> DNSAnswer {
        switch question {
        case .naptr(let name): .naptr(ask(name, .naptr).compactMap { if case .naptr(let record) = $0 { record } else { nil } })
        case .srv(let name): .srv(ask(name, .srv).compactMap { if case .srv(let record) = $0 { record } else { nil } })
        case .address(let name): .addresses(hosts[name.lowercased()] ?? (ask(name, .a) + ask(name, .aaaa)).compactMap { if case .address(let ip) = $0 { ip } else { nil } })
        }
    }

    private func ask(_ name: String, _ kind: DNSMessage.Kind) -> [DNSMessage.Record] {
        for _ in 0..<tries {
            for server in servers { if let records = ask(name, kind, of: server) { return records } }
        }
        return []
    }

    /// Nil when it does not answer. A socket, and with it a port, for each question: answers are hard to forge.
    private func ask(_ name: String, _ kind: DNSMessage.Kind, of server: SocketAddress) -> [DNSMessage.Record]? {
        var random = SystemRandom()
        let id = UInt16(truncatingIfNeeded: random.next())
        guard let query = DNSMessage.query(name, kind, id: id), let wire = Wire(to: server) else { return nil }
        wire.send(query)
        let end = Instant(nanoseconds: sys_monotonic()) + patience
        while case let left = (end - Instant(nanoseconds: sys_monotonic())).milliseconds, left > 0 {
            guard let datagram = wire.receive(within: Int32(left) + 1) else { continue }
            if let records = DNSMessage.records(datagram, to: name, kind, id: id) { return records }
        }
        return nil
    }
}

extension HostResolver {
    /// A socket that hears one server.
    private final class Wire {
        private let server: SocketAddress
        private let socket: Int32
        private let epoll: Int32

        init?(to server: SocketAddress) {
            self.server = server
            let any: IPAddress = if case .v4 = server.ip { .v4(0) } else { .v6(0, 0) }
            var local = SocketAddress(ip: any, port: 0).system
            socket = sys_udp_open(&local, 0, 0)
            epoll = sys_epoll_open()
            guard socket >= 0, epoll >= 0, sys_epoll_add(epoll, socket, 0) >= 0 else { return nil }
        }

        deinit { for descriptor in [socket, epoll] where descriptor >= 0 { close(descriptor) } }

        func send(_ bytes: [UInt8]) {
            var to = server.system
            _ = sys_udp_send(socket, bytes, bytes.count, &to)
        }

        /// Nil when nothing of the server's came.
        func receive(within milliseconds: Int32) -> [UInt8]? {
            var ready = sys_ready()
            guard sys_epoll_wait(epoll, &ready, 1, milliseconds) > 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 4096), from = sys_address()
            let count = sys_udp_receive(socket, &bytes, bytes.count, &from)
            return count > 0 && SocketAddress(from) == server ? Array(bytes[..<count]) : nil
        }
    }
}
