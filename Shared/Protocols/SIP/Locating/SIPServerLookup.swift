/// Finds the servers of a URI by questions to a resolver (RFC 3263 §4): transport, then port, then address. A value that
/// is stepped by hand; `targets` is in the order to be tried (§4.3).
public struct SIPServerLookup: Sendable {
    private enum State: Sendable {
        /// Can transition to `services`, `hosts`.
        case naptr
        /// SRV of several services, the best first. Can transition to `hosts`.
        case services([Service], found: [Host])
        /// Can transition to `done`.
        case hosts([Host])
        case done
    }

    private struct Service: Sendable {
        let transport: SIPPeer.Transport
        let name: String
    }

    private struct Host: Sendable {
        let name: String
        let port: UInt16
        let transport: SIPPeer.Transport
    }

    private static let maximumTargets = 16

    private let domain: String
    private let isSecure: Bool
    private let offered: Set<SIPPeer.Transport>
    private var tokens: TokenSource
    private var state: State
    /// In the order to be tried; complete when `question` is nil.
    public private(set) var targets: [SIPPeer] = []

    /// - Parameters:
    ///   - offered: transports that we speak.
    ///   - tokens: decides among servers of one priority, by weight (RFC 2782).
    public init(_ uri: SIPURI, offered: Set<SIPPeer.Transport>, tokens: TokenSource = TokenSource()) {
        self.domain = uri.parameters["maddr"] ?? uri.host
        self.isSecure = uri.scheme == .sips
        self.offered = uri.scheme == .sips ? offered.intersection([.tls]) : offered
        self.tokens = tokens
        self.state = .done
        let named = uri.parameters["transport"].map { SIPPeer.Transport(rawValue: $0.uppercased()) }
        self.start(uri.port, named: named)
    }

    /// §4.1, §4.2: an address or a port leaves nothing to be asked about services.
    private mutating func start(_ port: UInt16?, named: SIPPeer.Transport??) {
        if let named {
            guard let wanted = named, self.offered.contains(self.isSecure ? .tls : wanted) else { return }
            let transport = self.isSecure ? .tls : wanted
            return self.direct(port, transport) ? () : (self.state = .services([self.service(transport)], found: []))
        }
        let usual: SIPPeer.Transport = self.isSecure ? .tls : .udp
        if !self.direct(port, self.offered.contains(usual) ? usual : self.offered.first ?? usual) { self.state = .naptr }
    }

    private mutating func direct(_ port: UInt16?, _ transport: SIPPeer.Transport) -> Bool {
        guard self.offered.contains(transport) else { return true }
        if let ip = IPAddress(self.domain) {
            self.targets = [SIPPeer(SocketAddress(ip: ip, port: port ?? transport.defaultPort), transport: transport)]
            return true
        }
        guard let port else { return false }
        self.state = .hosts([Host(name: self.domain, port: port, transport: transport)])
        return true
    }

    private func service(_ transport: SIPPeer.Transport) -> Service {
        let prefix =
            switch transport {
            case .udp: "_sip._udp."
            case .tcp: "_sip._tcp."
            case .tls: "_sips._tcp."
            }
        return Service(transport: transport, name: prefix + self.domain)
    }

    // MARK: Stepping

    /// What the resolver is to be asked next; nil when all is known.
    public var question: DNSQuestion? {
        switch self.state {
        case .naptr: .naptr(self.domain)
        case .services(let services, _): services.first.map { .srv($0.name) }
        case .hosts(let hosts): hosts.first.map { .address($0.name) }
        case .done: nil
        }
    }

    /// The answer to `question`; a wrong kind counts as nothing.
    public mutating func answered(_ answer: DNSAnswer) {
        switch self.state {
        case .naptr: self.naptrAnswered(answer)
        case .services(let services, let found): self.srvAnswered(answer, services, found)
        case .hosts(let hosts): self.addressAnswered(answer, hosts)
        case .done: break
        }
    }

    private mutating func naptrAnswered(_ answer: DNSAnswer) {
        var services: [Service] = []
        if case .naptr(let records) = answer {
            for record in records.sorted(by: { ($0.order, $0.preference) < ($1.order, $1.preference) }) where ASCII.equalIgnoringCase(record.flags, "s") {
                guard let transport = Self.transport(record.service), self.offered.contains(transport), !record.replacement.isEmpty else { continue }
                services.append(Service(transport: transport, name: record.replacement))
            }
        }
        // §4.1: without NAPTR each service that we speak is asked for.
        if services.isEmpty { services = [SIPPeer.Transport.tls, .tcp, .udp].filter(self.offered.contains).map(self.service) }
        self.state = .services(Array(services.prefix(Self.maximumTargets)), found: [])
    }

    private static func transport(_ service: String) -> SIPPeer.Transport? {
        switch service.uppercased() {
        case "SIP+D2U": .udp
        case "SIP+D2T": .tcp
        case "SIPS+D2T": .tls
        default: nil
        }
    }

    private mutating func srvAnswered(_ answer: DNSAnswer, _ services: [Service], _ found: [Host]) {
        guard let service = services.first else { return self.state = .done }
        var found = found
        // A target of "." says that the service is not there (RFC 2782).
        if case .srv(let records) = answer {
            found += self.ordered(records.filter { $0.target != "." && !$0.target.isEmpty }).map { Host(name: $0.target, port: $0.port, transport: service.transport) }
        }
        let rest = Array(services.dropFirst())
        if !rest.isEmpty { return self.state = .services(rest, found: found) }
        // §4.2: without any SRV the domain itself is the host.
        if found.isEmpty {
            let transport: SIPPeer.Transport = self.isSecure ? .tls : self.offered.contains(.udp) ? .udp : service.transport
            found = [Host(name: self.domain, port: transport.defaultPort, transport: transport)]
        }
        self.state = .hosts(Array(found.prefix(Self.maximumTargets)))
    }

    /// RFC 2782: by priority; within one, at random by weight.
    private mutating func ordered(_ records: [DNSAnswer.SRV]) -> [DNSAnswer.SRV] {
        var result: [DNSAnswer.SRV] = []
        for priority in Set(records.map(\.priority)).sorted() {
            var group = records.filter { $0.priority == priority }.sorted { $0.weight < $1.weight }
            while !group.isEmpty {
                let total = group.reduce(UInt64(0)) { $0 + UInt64($1.weight) }
                var ticket = self.tokens.next() % (total + 1)
                let index = group.firstIndex { record in
                    if UInt64(record.weight) >= ticket { return true }
                    ticket -= UInt64(record.weight)
                    return false
                }
                result.append(group.remove(at: index ?? 0))
            }
        }
        return result
    }

    private mutating func addressAnswered(_ answer: DNSAnswer, _ hosts: [Host]) {
        guard let host = hosts.first else { return self.state = .done }
        if case .addresses(let addresses) = answer {
            for ip in addresses where self.targets.count < Self.maximumTargets {
                let target = SIPPeer(SocketAddress(ip: ip, port: host.port), transport: host.transport)
                if !self.targets.contains(target) { self.targets.append(target) }
            }
        }
        let rest = Array(hosts.dropFirst())
        self.state = rest.isEmpty ? .done : .hosts(rest)
    }
}
