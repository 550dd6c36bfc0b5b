import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A registration of ours over UDP") struct KeepAliveOutTests {
    private static let registrar = SIPPeer(SocketAddress(ip: .v4(0xC000_0209), port: 5060))
    private static let seen = SocketAddress(ip: .v4(0xCB00_7107), port: 40_000)

    /// Registered at zero.
    private func endpoint(_ headers: [(SIPHeaderName, String)] = [(.require, "outbound")], instance: String? = "urn:uuid:1") throws -> SIPEndpoint {
        var endpoint = SIPEndpoint(SIPEndpoint.Configuration(local: SignallingWorld.address(.alice)), tokens: TokenSource(SeededRandom(seed: 5)))
        var account = SIPAccount(address: SIPURI(user: "t", host: "carrier.example"), registrar: Self.registrar, credential: nil, expires: 3600)
        account.instance = instance
        let (_, effects) = endpoint.register(account, at: .zero)
        let bytes = try #require(self.sent(effects).first)
        guard case .request(let request) = try SIPMessage(datagram: bytes) else { throw SIPTestFailure() }
        var response = SIPResponse(to: request, status: 200, tag: "r")
        for (name, value) in headers { response.headers.append(name, value) }
        _ = endpoint.messageReceived(response.bytes, from: Self.registrar, at: .zero)
        return endpoint
    }

    private struct SIPTestFailure: Error {}

    private func sent(_ effects: [SIPEndpoint.Effect]) -> [[UInt8]] {
        effects.compactMap { if case .send(let bytes, _) = $0 { bytes } else { nil } }
    }

    /// Time passes until something is sent, reports left out.
    private func next(_ endpoint: inout SIPEndpoint) throws -> (at: Instant, bytes: [UInt8]) {
        for _ in 0..<20 {
            let at = try #require(endpoint.nextDeadline)
            if let bytes = self.sent(endpoint.tick(at: at)).first { return (at, bytes) }
        }
        throw SIPTestFailure()
    }

    private func answer(_ bytes: [UInt8], from: SocketAddress = Self.seen) throws -> STUNMessage { try STUNMessage(try #require(STUNBinding.answer(to: bytes, from: from))) }

    @Test("asks by STUN every 24 to 29 s, or as the registrar says (RFC 5626 §4.4.2)", arguments: [(nil, 23.0, 29.0), ("100", 80.0, 100.0)])
    func asked(_ timer: String?, _ least: Double, _ most: Double) throws {
        var endpoint = try self.endpoint([(.require, "outbound")] + (timer.map { [(.other("flow-timer"), $0)] } ?? []))
        var last = Instant.zero
        for _ in 0..<4 {
            let (at, bytes) = try self.next(&endpoint)
            #expect(STUNMessage.isIt(bytes) && (least...most).contains(Double((at - last).nanoseconds) / 1e9))
            #expect(endpoint.bindingAnswered(try self.answer(bytes), from: Self.registrar, at: at).isEmpty)
            last = at
        }
    }

    @Test("asks seven times, and registers anew when nothing answers")
    func silent() throws {
        var endpoint = try self.endpoint()
        let (first, question) = try self.next(&endpoint)
        var times: [Int64] = []
        for _ in 0..<6 {
            let (at, bytes) = try self.next(&endpoint)
            #expect(bytes == question)
            times.append((at - first).nanoseconds / 1_000_000)
        }
        #expect(times == [500, 1500, 3500, 7500, 15_500, 31_500])
        let failed = try #require(endpoint.nextDeadline)
        #expect((failed - first).nanoseconds == 39_500_000_000)
        #expect(endpoint.tick(at: failed).map(\.word) == ["registration failed 430"])
        let (at, bytes) = try self.next(&endpoint)
        #expect(text(bytes).hasPrefix("REGISTER") && (at - failed).nanoseconds == 1_000_000_000)
    }

    @Test("is made anew when its address has changed or the question is refused; what nobody asked for changes nothing")
    func moved() throws {
        var endpoint = try self.endpoint()
        var (at, bytes) = try self.next(&endpoint)
        let stranger = SIPPeer(SocketAddress(ip: .v4(0xC000_0263), port: 5060))
        let other = SocketAddress(ip: .v4(0xCB00_7107), port: 40_001)
        #expect(endpoint.bindingAnswered(try self.answer(bytes), from: stranger, at: at).isEmpty)
        #expect(endpoint.bindingAnswered(STUNMessage(.failure, transaction: Array(repeating: 9, count: 12)), from: Self.registrar, at: at).isEmpty)
        #expect(endpoint.bindingAnswered(try self.answer(bytes), from: Self.registrar, at: at).isEmpty)
        #expect(endpoint.bindingAnswered(try self.answer(bytes, from: other), from: Self.registrar, at: at).isEmpty, "answered twice")
        (at, bytes) = try self.next(&endpoint)
        #expect(endpoint.bindingAnswered(try self.answer(bytes, from: other), from: Self.registrar, at: at).map(\.word) == ["registration failed 430"])
        var refused = try self.endpoint()
        (at, bytes) = try self.next(&refused)
        let question = try STUNMessage(bytes)
        #expect(refused.bindingAnswered(STUNMessage(.failure, transaction: question.transaction), from: Self.registrar, at: at).map(\.word) == ["registration failed 430"])
    }

    @Test("asks nothing of a registrar that does not speak outbound, or when it was not asked for", arguments: [true, false])
    func notAsked(_ isAsked: Bool) throws {
        var endpoint = try self.endpoint(isAsked ? [] : [(.require, "outbound")], instance: isAsked ? "urn:uuid:1" : nil)
        let (at, bytes) = try self.next(&endpoint)
        #expect(text(bytes).hasPrefix("REGISTER") && at > Instant.zero + .seconds(3000))
    }
}
