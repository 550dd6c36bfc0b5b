import Contracts
import CSys
import Glibc
import MediaGatewayCore
import Protocols
import Testing
import TestKit
import Vocabulary

/// Trunks and strangers, over real sockets.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TrunkCallTests {
    /// Calls from this machine's 127.0.0.1 are a stranger's here.
    private var elsewhere: Trunk { Trunk(name: "carrier", peers: [AddressBlock("198.51.100.0/24")].compactMap { $0 }) }

    private func dial(_ number: String, at address: SocketAddress) async throws -> Int? {
        try await onThread {
            let caller = try TestCaller()
            try caller.dial(number, at: address)
            _ = caller.run { $0.isEnded || $0.isAnswered }
            caller.hangUp()
            return caller.isAnswered ? 200 : caller.status
        }
    }

    @Test func aStrangerIsRefusedWithoutACallAndOneLineSaysWhy() async throws {
        let log = KeptLog()
        let gateway = try TestGateway(log: log) { $0.trunks = [elsewhere] }
        for _ in 0..<3 { #expect(try await dial("echo", at: gateway.address) == 403) }
        #expect(gateway.metrics.text().contains("hotline_calls_active 0") || !gateway.metrics.text().contains("hotline_calls_active"))
        let lines = log.lines(holding: "call refused")
        #expect(lines.count == 1 && lines.first?.contains("its source belongs to no configured trunk") == true, "\(lines)")
        try await gateway.end()
        #expect(gateway.journal.types.isEmpty)
    }

    @Test func aTrunkHasItsNumbersAndItsCallsAtOnce() async throws {
        let gateway = try TestGateway { settings in
            var trunk = Trunk(name: "carrier", peers: [AddressBlock("127.0.0.0/8")].compactMap { $0 })
            trunk.numbers = [NumberPattern("ec*")].compactMap { $0 }
            trunk.calls = 1
            settings.trunks = [trunk]
        }
        let address = gateway.address
        #expect(try await dial("play", at: address) == 404)
        let (first, second, third) = try await onThread {
            let holds = try TestCaller()
            try holds.dial("echo", at: address)
            let first = holds.run { $0.isAnswered }
            let refused = try TestCaller()
            try refused.dial("echo", at: address)
            _ = refused.run { $0.isEnded }
            holds.hangUp()
            _ = holds.run { $0.isEnded }
            let again = try TestCaller()
            try again.dial("echo", at: address)
            defer { again.hangUp() }
            return (first, refused.status, again.run { $0.isAnswered })
        }
        #expect(first && second == 503 && third)
        try await gateway.end()
    }

    /// The carrier's registrar is a gateway too: it challenges, and knows the line by its secret.
    @Test func aTrunkIsRegisteredWithItsSecretAndLeftInTheEnd() async throws {
        let carrier = try TestGateway()
        func line(_ password: String) -> Trunk {
            var trunk = Trunk(name: "carrier", peers: AddressBlock.everywhere, address: SIPPeer(carrier.address))
            trunk.registration = Trunk.Registration(user: "1001", password: password, domain: carrier.address.host)
            return trunk
        }
        let right = try TestGateway { $0.trunks = [line("secret")] }
        let isKnown = try await onThread { eventually { carrier.registrations.count == 1 } }
        // The answer is on its way when the carrier knows the line.
        let isTold = try await onThread { eventually { right.metrics.text().contains("hotline_trunk_registered{trunk=\"carrier\"} 1") } }
        #expect(isKnown && isTold)
        try await right.end()
        let isLeft = try await onThread { eventually { carrier.registrations.count == 0 } }
        #expect(isLeft)
        let log = KeptLog()
        let wrong = try TestGateway(log: log) { $0.trunks = [line("guess")] }
        let isSaid = try await onThread { eventually { !log.lines(holding: "refuses our registration").isEmpty } }
        #expect(isSaid && wrong.metrics.text().contains("hotline_trunk_registered{trunk=\"carrier\"} 0"))
        try await wrong.end()
        try await carrier.end()
    }

    @Test func aFloodIsDroppedUnreadAndOthersAreServed() async throws {
        let gateway = try TestGateway { settings in
            settings.trunks = [elsewhere]
            settings.flood.messages = TokenBucket.Rate(perSecond: 1, burst: 5)
        }
        let address = gateway.address
        let answers = try await onThread { try Flood.options(count: 200, at: address) }
        #expect(answers >= 5 && answers <= 10)
        #expect(gateway.metrics.text().contains("hotline_sip_flooded_total 19"), "some 195 of 200")
        try await gateway.end()
    }
}

/// Many OPTIONS from one source.
enum Flood {
    /// - Returns: how many were answered.
    static func options(count: Int, at address: SocketAddress) throws -> Int {
        var any = sys_address(), bound = sys_address(), to = sys_address()
        guard sys_address_parse("127.0.0.1", 0, &any) == 0, case let fd = sys_udp_open(&any, 1 << 20, 0), fd >= 0 else { throw TestCaller.CallerError.noSocket }
        defer { close(fd) }
        _ = sys_udp_local(fd, &bound)
        _ = sys_address_parse("127.0.0.1", address.port, &to)
        for number in 0..<count {
            let text = [
                "OPTIONS sip:\(address) SIP/2.0", "Via: SIP/2.0/UDP 127.0.0.1:\(bound.port);branch=z9hG4bKf\(number)", "From: <sip:a@b>;tag=1", "To: <sip:\(address)>",
                "Call-ID: f\(number)", "CSeq: 1 OPTIONS", "Max-Forwards: 70", "Content-Length: 0", "", "",
            ].joined(separator: "\r\n")
            _ = sys_udp_send(fd, text, text.utf8.count, &to)
        }
        var answers = 0, buffer = [UInt8](repeating: 0, count: 4096), from = sys_address()
        _ = eventually(1) {
            while sys_udp_receive(fd, &buffer, buffer.count, &from) > 0 { answers += 1 }
            return false
        }
        return answers
    }
}
