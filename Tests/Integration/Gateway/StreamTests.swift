import Audio
import CSys
import Foundation
import MediaGatewayShell
import Phone
import Protocols
import Sockets
import Testing
import Vocabulary

/// Signalling over TCP, TLS and IPv6, on real sockets.
@Suite(.serialized, .timeLimit(.minutes(2))) struct StreamTests {
    @Test(arguments: [SIPPeer.Transport.udp, .tcp, .tls]) func aCallIsHeardOver(_ transport: SIPPeer.Transport) async throws {
        let keys = try TestCertificate()
        defer { keys.remove() }
        let gateway = try TestGateway { keys.offer(&$0) }
        var configuration = PhoneConfiguration(server: try #require(gateway.place(transport)), user: "13800000001")
        configuration.transport = transport
        configuration.authorities = keys.certificate
        let phone = try Phone(configuration, script: EchoCaller())
        let script = await phone.start(limit: .seconds(8)).script
        #expect(script.events.contains("heard") && script.events.last == "ended local", "\(script.events)")
        try await gateway.end()
    }

    @Test func aCertificateOfOtherAuthoritiesIsNotBelieved() async throws {
        let keys = try TestCertificate(), others = try TestCertificate()
        defer { for made in [keys, others] { made.remove() } }
        let gateway = try TestGateway { keys.offer(&$0) }
        var configuration = PhoneConfiguration(server: try #require(gateway.place(.tls)), user: "13800000001")
        configuration.transport = .tls
        configuration.authorities = others.certificate
        let phone = try Phone(configuration, script: EchoCaller())
        #expect(await phone.start(limit: .seconds(8)).script.events == ["ended refused 503"])
        try await gateway.end()
    }

    @Test(arguments: [SIPPeer.Transport.udp, .tcp]) func aCallIsHeardOverIPv6(_ transport: SIPPeer.Transport) async throws {
        let gateway = try TestGateway(on: .v6(0, 1)) { $0.streams[.tcp] = $0.listen }
        var configuration = PhoneConfiguration(server: gateway.address, user: "13800000001")
        configuration.transport = transport
        let script = await (try Phone(configuration, script: EchoCaller())).start(limit: .seconds(8)).script
        #expect(script.events.contains("heard"), "\(script.events)")
        try await gateway.end()
    }

    @Test func aRegistrationOverAConnectionEndsWithIt() async throws {
        let gateway = try TestGateway { $0.streams[.tcp] = $0.listen }
        var configuration = PhoneConfiguration(server: gateway.address, user: "1001", password: "secret")
        configuration.transport = .tcp
        let phone = try Phone(configuration, script: AgentScript())
        let running = Task { await phone.start(limit: .seconds(20)) }
        let isBound = try await onThread { eventually { gateway.registrations.count == 1 } }
        #expect(isBound)
        phone.stop()
        _ = await running.value
        let isGone = try await onThread { eventually { gateway.registrations.count == 0 } }
        #expect(isGone)
        try await gateway.end()
    }

    // MARK: Peers that misbehave

    private func options(_ number: Int) -> [UInt8] {
        let lines = [
            "OPTIONS sip:gateway SIP/2.0", "Via: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKs\(number);rport", "From: <sip:a@b>;tag=1", "To: <sip:gateway>",
            "Call-ID: s\(number)", "CSeq: 1 OPTIONS", "Max-Forwards: 70", "Content-Length: 0", "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    @Test func aMessageInSingleBytesAndTwoInOneAreAnswered() async throws {
        let gateway = try TestGateway { $0.streams[.tcp] = $0.listen }
        let (single, pair, pong) = try await onThread { [address = gateway.address] in
            let peer = try RawStream(to: address)
            for byte in options(1) { peer.send([byte]) }
            let single = peer.received(until: { $0.contains("SIP/2.0 200") })
            peer.send(options(2) + options(3))
            let pair = peer.received { $0.contains("Call-ID: s2") && $0.contains("Call-ID: s3") }
            let before = peer.text.utf8.count
            peer.send(SIPStreamFramer.ping)
            return (single, pair, peer.received { $0.utf8.count == before + 2 })
        }
        #expect(single && pair && pong)
        try await gateway.end()
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{16}\u{3}\u{1}garbage", "INVITE sip:a@b SIP/2.0\r\nContent-Length: 4294967295\r\n\r\n"])
    func whatIsNotSIPIsCutOffAndTheNextIsServed(_ text: String) async throws {
        let gateway = try TestGateway { $0.streams[.tcp] = $0.listen }
        let (isClosed, isServed) = try await onThread { [address = gateway.address] in
            let peer = try RawStream(to: address)
            peer.send(Array(text.utf8))
            let isClosed = peer.isClosed()
            let next = try RawStream(to: address)
            next.send(options(1))
            return (isClosed, next.received { $0.contains("SIP/2.0 200") })
        }
        #expect(isClosed && isServed)
        try await gateway.end()
    }

    @Test func silentAndTooManyConnectionsAreClosed() async throws {
        let gateway = try TestGateway { settings in
            settings.streams[.tcp] = settings.listen
            settings.streamLimits.perSource = 3
            settings.streamLimits.firstMessage = .milliseconds(500)
        }
        let (fourth, silent, spoken) = try await onThread { [address = gateway.address] in
            let peers = try (0..<3).map { _ in try RawStream(to: address) }
            peers[0].send(options(1))
            _ = peers[0].received { $0.contains("SIP/2.0 200") }
            let fourth = try RawStream(to: address).isClosed()
            let silent = peers[1].isClosed() && peers[2].isClosed()
            peers[0].send(options(2))
            return (fourth, silent, peers[0].received { $0.contains("Call-ID: s2") })
        }
        #expect(fourth && silent && spoken)
        try await gateway.end()
    }
}

/// Calls `echo`, says a tone, and hangs up when it comes back.
struct EchoCaller: PhoneScript {
    private(set) var events: [String] = []
    private(set) var isFinished = false
    var nextDeadline: Instant? { nil }

    mutating func tick(at now: Instant) -> [PhoneAction] { [] }

    mutating func happened(_ event: PhoneEvent, at now: Instant) -> [PhoneAction] {
        if event != .started { events.append(event.line.split(separator: " ").prefix(event.line.hasPrefix("connected") ? 1 : 9).joined(separator: " ")) }
        switch event {
        case .started: return [.call("echo")]
        case .connected: return [.say(Tone(500, level: -12).samples(milliseconds: 400))]
        case .soundBegan: return [.hangUp]
        case .ended:
            isFinished = true
            return []
        default: return []
        }
    }
}

/// A certificate of this moment for 127.0.0.1, signed by itself.
struct TestCertificate {
    private let folder: URL
    var certificate: String { folder.appendingPathComponent("certificate.pem").path }
    var key: String { folder.appendingPathComponent("key.pem").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=gateway", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// TCP beside UDP, TLS on the next port.
    func offer(_ settings: inout GatewaySettings) {
        settings.tls.certificate = certificate
        settings.tls.key = key
        settings.streams = [.tcp: settings.listen, .tls: SocketAddress(ip: settings.listen.ip, port: settings.listen.port + 1)]
    }
}

/// A TCP peer without manners.
final class RawStream {
    private let descriptor: Int32
    private(set) var text = ""
    private var hasEnded = false

    init(to address: SocketAddress) throws {
        var to = address.system
        descriptor = sys_tcp_connect(&to, 0)
        guard descriptor >= 0 else { throw TestCaller.CallerError.noSocket }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        _ = eventually { [descriptor] in sys_tcp_write(descriptor, bytes, bytes.count) > 0 }
    }

    func received(until holds: (String) -> Bool) -> Bool {
        eventually {
            self.read()
            return holds(self.text)
        }
    }

    func isClosed() -> Bool {
        eventually {
            self.read()
            return self.hasEnded
        }
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = sys_tcp_read(descriptor, &buffer, buffer.count)
        if count > 0 { text += String(decoding: buffer[..<count], as: UTF8.self) }
        if count == 0 || (count < 0 && count != -Int(EAGAIN) && count != -Int(ENOTCONN)) { hasEnded = true }
    }
}
