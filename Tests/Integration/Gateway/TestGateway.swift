import Contracts
import CSys
import Glibc
import Logging
import MediaGatewayCore
@testable import MediaGatewayShell
import Protocols
import Runtime
import Synchronization
import TestKit
import Vocabulary

/// A gateway on loopback with everything around it in memory.
final class TestGateway: Sendable {
    let gateway: Gateway
    let address: SocketAddress
    let network = InMemoryNetwork()
    let routing: InMemoryBus
    let journal = RecordingJournal()
    let metrics = Metrics()
    let registrations: InMemoryRegistrations
    let recorder = KeepingRecorder()
    private let running: Task<Void, any Error>

    private let settings: GatewaySettings

    /// - Parameter registrations: those of another gateway, to share them.
    init(log: KeptLog? = nil, on ip: IPAddress = .loopback, registrations: InMemoryRegistrations = InMemoryRegistrations(), _ change: (inout GatewaySettings) -> Void = { _ in }) throws {
        address = SocketAddress(ip: ip, port: try Self.freePort())
        var settings = GatewaySettings(listen: address)
        settings.rtpPorts = 30_000..<40_000
        change(&settings)
        self.settings = settings
        self.registrations = registrations
        routing = network.join("routing-1", as: .routing)
        let platform = GatewayPlatform(
            instance: "gateway-1", bus: network.join("gateway-1", as: .mediaGateway), time: SystemTime(), log: Logger(label: "gateway") { _ in if let log { log } else { SwiftLogNoOpLogHandler() } },
            metrics: metrics, journal: journal, sealing: MarkingSeal(), credentials: FixedCredentials(), registrations: registrations, recorder: recorder)
        let gateway = try Gateway(settings, on: platform)
        self.gateway = gateway
        running = Task { try await gateway.run() }
    }

    /// Where it listens for a transport.
    func place(_ transport: SIPPeer.Transport) -> SocketAddress? { transport == .udp ? address : settings.streams[transport] }

    /// Ends the gateway the graceful way.
    func end() async throws {
        await gateway.drain()
        try await running.value
    }

    /// Free for datagrams, and with the one above it for streams: other tests' connections take ports of their own at any moment.
    private static func freePort() throws -> UInt16 {
        for _ in 0..<64 {
            var any = sys_address(), bound = sys_address()
            guard sys_address_parse("127.0.0.1", 0, &any) == 0, case let fd = sys_udp_open(&any, 0, 0), fd >= 0 else { throw TestCaller.CallerError.noSocket }
            defer { close(fd) }
            _ = sys_udp_local(fd, &bound)
            if bound.port < .max, isFreeForStreams(bound.port), isFreeForStreams(bound.port + 1) { return bound.port }
        }
        throw TestCaller.CallerError.noSocket
    }

    private static func isFreeForStreams(_ port: UInt16) -> Bool {
        var place = sys_address()
        guard sys_address_parse("127.0.0.1", port, &place) == 0, case let fd = sys_tcp_listen(&place, 1), fd >= 0 else { return false }
        close(fd)
        return true
    }
}

/// Lines from any thread.
final class KeptLines: Sendable {
    private let kept = Mutex<[String]>([])
    var lines: [String] { kept.withLock { $0 } }
    func add(_ line: String) { kept.withLock { $0.append(line) } }
}

/// A log as lines of text.
struct KeptLog: LogHandler {
    private let kept = KeptLines()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func lines(holding text: String) -> [String] { kept.lines.filter { $0.contains(text) } }
    func log(event: LogEvent) { kept.add("\(event.message) \(event.metadata ?? [:])") }
}

final class RecordingJournal: CallJournal {
    private let drafts = Mutex<[EventDraft]>([])
    func record(_ draft: EventDraft) async { drafts.withLock { $0.append(draft) } }
    var types: [String] { drafts.withLock { $0.map(\.type) } }
    func all<E: Event>(_ type: E.Type) throws -> [E] { try drafts.withLock { $0.filter { $0.type == E.type } }.map { try Body.decode(E.self, from: $0.data) } }
}

/// Seals by naming what was sealed; never the number.
struct MarkingSeal: NumberSealing {
    func seal(_ number: Masked<String>, tenant: TenantID, kind: String, subject: String) async throws -> Sealed<String> { Sealed(box: "\(tenant).\(kind).\(number.revealed.count)") }
}

struct FixedCredentials: PhoneCredentials {
    func credential(of phone: String) async throws -> DigestCredential? { phone == "1001" ? DigestCredential(username: phone, password: "secret") : nil }
}

final class InMemoryRegistrations: Registrations {
    private let rows = Mutex<[String: [PhoneContact]]>([:])
    func bound(_ phones: [RegisteredPhone]) async throws {
        rows.withLock { rows in for bound in phones { rows[bound.phone, default: []].insert(bound.place, at: 0) } }
    }
    func bound(_ phone: String, _ place: PhoneContact, expires: Timestamp) async throws { try await bound([RegisteredPhone(phone, at: place, expires: expires)]) }
    func removed(_ phone: String, contact: String, by holder: InstanceID) async throws { rows.withLock { $0[phone]?.removeAll { $0.contact == contact } } }
    var count: Int { rows.withLock { $0.values.joined().count } }
    func contacts(of phone: String, at now: Timestamp) async throws -> [PhoneContact] { rows.withLock { $0[phone] ?? [] } }
}

final class KeepingRecorder: CallRecorder {
    private let kept = Mutex<[[UInt8]]>([])
    var segments: [[UInt8]] { kept.withLock { $0 } }
    func keep(_ alaw: [UInt8], of call: CallID, tenant: TenantID, segment: Int, stored: @escaping @Sendable (String, Int64) -> Void) {
        kept.withLock { $0.append(alaw) }
        stored("\(call)/\(segment)", Int64(alaw.count / 16))
    }
}
