import Contracts
import CSys
import Foundation
import Glibc
import MediaGatewayCore
import MediaGatewayShell
import Protocols
import Sockets
import Synchronization
import Testing
import TestKit
import Vocabulary

/// A trunk that is named by a host: found by a name server on loopback.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LocatedTrunkTests {
    private func named(_ text: String) throws -> Trunk {
        var trunk = Trunk(name: "carrier", peers: [AddressBlock("127.0.0.0/8")].compactMap { $0 })
        trunk.domain = try SIPURI(text)
        return trunk
    }

    private func admitting(_ gateway: TestGateway) async -> ScriptedSpeech {
        await gateway.routing.serve(AdmitCall.self) { _, _ in
            AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: "speech-1", epoch: 1, pack: "heating", queue: "repairs"))
        }
        return await ScriptedSpeech("speech-1", on: gateway.network)
    }

    /// The first server is dead; the same call finds the second (RFC 3263 §4.3).
    @Test func aNumberOutsideIsRungThroughATrunkNamedByItsHost() async throws {
        let carrier = try TestCaller(answersIncoming: true), dead = try TestCaller()
        let names = try NameServer([
            "_sip._udp.carrier.test": [.srv(priority: 1, port: dead.contact.port, "one.carrier.test"), .srv(priority: 2, port: carrier.contact.port, "two.carrier.test")],
            "one.carrier.test": [.v4(127, 0, 0, 1)], "two.carrier.test": [.v4(127, 0, 0, 1)],
        ])
        let trunk = try named("sip:carrier.test"), log = KeptLog()
        let gateway = try TestGateway(log: log) { settings in
            settings.trunks = [trunk]
            settings.resolver = HostResolver(servers: [names.address])
            settings.timers.t1 = .milliseconds(20)
        }
        // Until its name has been looked up, a trunk takes no calls.
        let isLocated = try await onThread { eventually { !log.lines(holding: "a trunk was located").isEmpty } }
        #expect(isLocated)
        let speech = await admitting(gateway), line = UncheckedBox(carrier)
        let caller = try TalkingPhone("13800000001", tone: nil, calls: "4001", at: gateway.address)
        async let dialled = onThread { () -> [String] in
            _ = line.value.run(.seconds(10)) { $0.isEnded }
            return line.value.events
        }
        _ = try await onThread { speech.wait { $0.started.count == 1 } }
        let call = try #require(speech.started.first).call
        let question = AddLeg(call: call, leg: "one", target: .outside(Masked("13900000000")), role: .consulted, ring: 5, trace: TraceParent("00-0-0-01"))
        #expect(try await gateway.routing.ask(question, of: "gateway-1") == .connected)
        _ = try await caller.hungUp()
        #expect(try await dialled == ["rings", "ended"])
        #expect(names.asked.contains("_sip._udp.carrier.test"))
        try await gateway.end()
    }

    @Test func aTrunkWhoseNameLeadsNowhereIsSaidSoAndTakesNoCalls() async throws {
        let names = try NameServer([:]), log = KeptLog(), trunk = try named("sip:nobody.test:5060")
        let gateway = try TestGateway(log: log) { settings in
            settings.trunks = [trunk]
            settings.resolver = HostResolver(servers: [names.address])
        }
        let isSaid = try await onThread { eventually { !log.lines(holding: "leads nowhere").isEmpty } }
        #expect(isSaid)
        let speech = await admitting(gateway)
        let caller = try TalkingPhone("13800000001", tone: nil, calls: "4001", at: gateway.address)
        _ = try await onThread { speech.wait { $0.started.count == 1 } }
        let call = try #require(speech.started.first).call
        let question = AddLeg(call: call, leg: "one", target: .outside(Masked("13900000000")), role: .consulted, ring: 5, trace: TraceParent("00-0-0-01"))
        #expect(try await gateway.routing.ask(question, of: "gateway-1") == .unreachable)
        _ = try await caller.hungUp()
        try await gateway.end()
    }

    /// The carrier says that the number is at another carrier's, whose name a name server knows.
    @Test func aNumberThatIsRedirectedToAHostIsRungThere() async throws {
        let carrier = try RawPeer(), other = try TestCaller(answersIncoming: true)
        let names = try NameServer(["_sip._udp.other.test": [.srv(priority: 1, port: other.contact.port, "sbc.other.test")], "sbc.other.test": [.v4(127, 0, 0, 1)]])
        var trunk = Trunk(name: "carrier", peers: [AddressBlock("127.0.0.0/8")].compactMap { $0 })
        trunk.address = SIPPeer(carrier.address)
        let gateway = try TestGateway { [trunk] settings in
            settings.trunks = [trunk]
            settings.resolver = HostResolver(servers: [names.address])
        }
        let speech = await admitting(gateway), line = UncheckedBox(other), address = gateway.address
        let caller = try TalkingPhone("13800000001", tone: nil, calls: "4001", at: address)
        async let dialled = onThread { () -> [String] in
            _ = carrier.receives(within: 8) { $0.hasPrefix("INVITE ") }
            if let invite = carrier.texts.first { carrier.send(carrier.answer("302 Moved", to: invite, "Contact: <sip:13900000000@other.test>"), to: address) }
            _ = line.value.run(.seconds(10)) { $0.isEnded }
            return line.value.events
        }
        _ = try await onThread { speech.wait { $0.started.count == 1 } }
        let call = try #require(speech.started.first).call
        let question = AddLeg(call: call, leg: "one", target: .outside(Masked("13900000000")), role: .consulted, ring: 5, trace: TraceParent("00-0-0-01"))
        #expect(try await gateway.routing.ask(question, of: "gateway-1") == .connected)
        _ = try await caller.hungUp()
        #expect(try await dialled == ["rings", "ended"])
        try await gateway.end()
    }

    @Test func aServerThatIsSilentIsPassedOver() async throws {
        let silent = try TestCaller(), names = try NameServer(["host.test": [.v4(192, 0, 2, 7)]])
        var resolver = HostResolver(servers: [silent.contact, names.address], hosts: ["known.test": [.v4(0xC000_0208)]])
        resolver.patience = .milliseconds(200)
        let (found, known) = try await onThread { [resolver] in
            (resolver.find(try SIPURI("sip:host.test:5070"), offered: [.udp]), resolver.find(try SIPURI("sip:known.test:5070"), offered: [.udp]))
        }
        #expect(found.map { "\($0.address)" } == ["192.0.2.7:5070"] && known.map { "\($0.address)" } == ["192.0.2.8:5070"])
        #expect(!names.asked.contains("known.test"))
    }
}

/// Answers questions about a few names, on a thread of its own.
final class NameServer: Sendable {
    enum Record: Sendable {
        case v4(UInt8, UInt8, UInt8, UInt8)
        case srv(priority: UInt8, port: UInt16, String)

        var type: UInt8 { if case .v4 = self { 1 } else { 33 } }
        var data: [UInt8] {
            switch self {
            case .v4(let a, let b, let c, let d): [a, b, c, d]
            case .srv(let priority, let port, let target): [0, priority, 0, 0, UInt8(port >> 8), UInt8(port & 255)] + target.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + $0.utf8 } + [0]
            }
        }
    }

    let address: SocketAddress
    private let socket: Int32
    private let zone: [String: [Record]]
    private let questions = KeptLines()

    var asked: [String] { questions.lines }

    init(_ zone: [String: [Record]]) throws {
        var any = sys_address(), bound = sys_address()
        guard sys_address_parse("127.0.0.1", 0, &any) == 0 else { throw TestCaller.CallerError.noSocket }
        socket = sys_udp_open(&any, 0, 0)
        guard socket >= 0, sys_udp_local(socket, &bound) == 0 else { throw TestCaller.CallerError.noSocket }
        address = SocketAddress(ip: .loopback, port: bound.port)
        self.zone = zone
        Thread.detachNewThread { [weak self] in
            while let server = self {
                server.serve()
                usleep(1000)
            }
        }
    }

    deinit { close(socket) }

    private func serve() {
        var bytes = [UInt8](repeating: 0, count: 1500), from = sys_address()
        let count = sys_udp_receive(socket, &bytes, bytes.count, &from)
        guard count > 16 else { return }
        var labels: [String] = [], at = 12
        while at < count, bytes[at] > 0, at + Int(bytes[at]) < count {
            labels.append(String(decoding: bytes[at + 1..<at + 1 + Int(bytes[at])], as: UTF8.self))
            at += 1 + Int(bytes[at])
        }
        let name = labels.joined(separator: "."), type = bytes[at + 2]
        questions.add(name)
        let records = (zone[name] ?? []).filter { $0.type == type }
        var answer = Array(bytes[..<2]) + [0x81, 0x80, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0] + bytes[12..<at + 5]
        for record in records { answer += [0xC0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, UInt8(record.data.count)] + record.data }
        _ = sys_udp_send(socket, answer, answer.count, &from)
    }
}
