import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("Transports") struct TransportTests {
    private static let local = SocketAddress(ip: .v4(0xC000_0201), port: 5060)
    private static let remote = SocketAddress(ip: .v4(0xC000_0202), port: 5060)
    private static let phone = SIPPeer(SocketAddress(ip: .v4(0xC633_6401), port: 49_152), transport: .tls, connection: 7)

    private func endpoint(_ streams: [SIPPeer.Transport: SocketAddress] = [.tcp: Self.local, .tls: SocketAddress(ip: .v4(0xC000_0201), port: 5061)]) -> SIPEndpoint {
        var configuration = SIPEndpoint.Configuration(local: Self.local)
        configuration.streams = streams
        return SIPEndpoint(configuration, tokens: TokenSource(SeededRandom(seed: 4)))
    }

    private func sent(_ effects: [SIPEndpoint.Effect]) -> [(text: String, peer: SIPPeer)] {
        effects.compactMap { if case .send(let bytes, let peer) = $0 { (text(bytes), peer) } else { nil } }
    }

    private func invite(_ transport: String = "TLS") -> [UInt8] {
        """
        INVITE sip:400@192.0.2.1;transport=\(transport) SIP/2.0
        Via: SIP/2.0/\(transport) 10.0.0.5:5071;branch=z9hG4bKt;rport
        From: <sip:1001@example.com>;tag=a
        To: <sip:400@example.com>
        Call-ID: stream
        CSeq: 1 INVITE
        Contact: <sip:1001@203.0.113.9:5075;transport=\(transport)>
        Content-Length: 0


        """.wire
    }

    @Test("of a call stay on its connection (RFC 3261 §18.2.2, RFC 5923)")
    func connectionReuse() throws {
        var endpoint = self.endpoint()
        let arrival = endpoint.messageReceived(self.invite(), from: Self.phone, at: .zero)
        let call = try #require(arrival.lazy.compactMap(\.incoming).first)
        let answer = self.sent(endpoint.answer(call, sdp: [1], at: .zero))
        #expect(answer.map(\.peer) == [Self.phone])
        #expect(answer.first?.text.contains("Contact: <sip:hotline@192.0.2.1:5061;transport=tls>") == true)
        let tag = try #require(answer.first?.text.firstMatch(of: #/To: [^\r]*tag=(\w+)/#)?.output.1)
        _ = endpoint.messageReceived(text(self.invite()).replacing("INVITE", with: "ACK").replacing("400@example.com>", with: "400@example.com>;tag=\(tag)").wireAgain, from: Self.phone, at: .zero)
        let bye = self.sent(endpoint.hangUp(call, at: .zero))
        #expect(bye.map(\.peer) == [Self.phone])
        #expect(bye.first?.text.contains("Via: SIP/2.0/TLS 192.0.2.1:5061;") == true)
    }

    @Test("open a new connection to where the peer listens when its own is gone (§18.2.2)")
    func connectionClosed() throws {
        var endpoint = self.endpoint()
        let arrival = endpoint.messageReceived(self.invite(), from: Self.phone, at: .zero)
        let call = try #require(arrival.lazy.compactMap(\.incoming).first)
        _ = endpoint.connectionClosed(7, at: .zero)
        // The source's address, the port of sent-by.
        let answer = self.sent(endpoint.answer(call, sdp: [1], at: .zero))
        #expect(answer.map(\.peer) == [SIPPeer(SocketAddress(ip: .v4(0xC633_6401), port: 5071), transport: .tls)])
        // Unacknowledged: the 200 is repeated over any transport (§13.3.1.4), at last BYE goes to the Contact.
        let end = self.sent(endpoint.tick(at: Instant.zero + .seconds(33)))
        #expect(end.last?.text.hasPrefix("BYE") == true)
        #expect(end.last?.peer == SIPPeer(SocketAddress(ip: .v4(0xCB00_7109), port: 5075), transport: .tls))
    }

    @Test("that are reliable repeat no request and no refusal (§17)")
    func nothingRepeated() throws {
        var endpoint = self.endpoint()
        let (_, effects) = endpoint.invite(SIPURI(user: "1", host: "192.0.2.2"), from: SIPNameAddress(uri: SIPURI(host: "h")), to: SIPPeer(Self.remote, transport: .tcp), offer: nil, at: .zero)
        #expect(self.sent(effects).count == 1)
        #expect(self.sent(endpoint.tick(at: Instant.zero + .seconds(31))).isEmpty, "no timer A")
        var server = self.endpoint()
        let call = try #require(server.messageReceived(self.invite(), from: Self.phone, at: .zero).lazy.compactMap(\.incoming).first)
        #expect(self.sent(server.reject(call, status: 486, at: .zero)).count == 1)
        #expect(self.sent(server.tick(at: Instant.zero + .seconds(31))).isEmpty, "no timer G")
    }

    @Test("change from UDP to TCP for a request of more than 1300 bytes, and back when nobody listens there (§18.1.1)")
    func largeRequests() throws {
        var endpoint = self.endpoint()
        func call(_ size: Int) -> [(text: String, peer: SIPPeer)] {
            self.sent(
                endpoint.invite(SIPURI(user: "1", host: "192.0.2.2"), from: SIPNameAddress(uri: SIPURI(host: "h")), to: SIPPeer(Self.remote), offer: [UInt8](repeating: 65, count: size), at: .zero).1)
        }
        #expect(call(200).first?.peer.transport == .udp)
        let large = try #require(call(1300).first)
        #expect(large.peer == SIPPeer(Self.remote, transport: .tcp))
        #expect(large.text.contains("Via: SIP/2.0/TCP "))
        let again = self.sent(endpoint.unreachable(SIPPeer(Self.remote, transport: .tcp), at: .zero))
        #expect(again.count == 1)
        #expect(again.first?.peer == SIPPeer(Self.remote))
        #expect(again.first?.text.contains("Via: SIP/2.0/UDP ") == true)
        endpoint = self.endpoint([:])
        #expect(call(1300).first?.peer.transport == .udp, "without TCP of our own nothing is moved there")
    }

    @Test("that cannot reach a peer end the call as 503 would (§8.1.3.1)")
    func unreachable() throws {
        var endpoint = self.endpoint()
        let peer = SIPPeer(Self.remote, transport: .tls)
        _ = endpoint.invite(SIPURI(user: "1", host: "192.0.2.2"), from: SIPNameAddress(uri: SIPURI(host: "h")), to: peer, offer: nil, at: .zero)
        #expect(endpoint.unreachable(SIPPeer(Self.remote, transport: .tcp), at: .zero).isEmpty, "another transport failed")
        #expect(endpoint.unreachable(peer, at: .zero).map(\.word) == ["ended refused(503)"])
    }

    @Test("follow the Contact of a peer to TCP where we offer that (RFC 3261 §19.1.5)")
    func contactTransport() throws {
        var endpoint = self.endpoint()
        let arrival = endpoint.messageReceived(self.invite("TCP"), from: SIPPeer(Self.remote), at: .zero)
        let call = try #require(arrival.lazy.compactMap(\.incoming).first)
        _ = endpoint.answer(call, sdp: [1], at: .zero)
        let bye = self.sent(endpoint.tick(at: Instant.zero + .seconds(33))).last
        #expect(bye?.peer == SIPPeer(SocketAddress(ip: .v4(0xCB00_7109), port: 5075), transport: .tcp))
    }

    @Test("of a registration are kept open by pings, and made anew when no pong comes (RFC 5626 §4.4.1)")
    func keepAlive() throws {
        var endpoint = self.endpoint()
        let registrar = SIPPeer(Self.remote, transport: .tls)
        let (_, effects) = endpoint.register(SIPAccount(address: SIPURI(user: "t", host: "carrier.example"), registrar: registrar, credential: nil, expires: 3600), at: .zero)
        let register = try #require(self.sent(effects).first)
        guard case .request(let request) = try SIPMessage(datagram: Array(register.text.utf8)) else { return }
        var flow = registrar
        flow.connection = 3
        _ = endpoint.messageReceived(SIPResponse(to: request, status: 200, tag: "r").bytes, from: flow, at: .zero)
        // Timer F of the REGISTER fires into nothing.
        #expect(endpoint.tick(at: Instant.zero + .seconds(95)).isEmpty)
        let first = try #require(endpoint.nextDeadline)
        #expect((Instant.zero + .seconds(96)...Instant.zero + .seconds(120)).contains(first))
        #expect(self.sent(endpoint.tick(at: first)).map(\.text) == ["\r\n\r\n"])
        endpoint.pongReceived(from: flow, at: first)
        #expect(endpoint.tick(at: first + .seconds(11)).isEmpty)
        let second = try #require(endpoint.nextDeadline)
        #expect(self.sent(endpoint.tick(at: second)).map(\.peer) == [flow])
        #expect(endpoint.tick(at: second + .seconds(10)).map(\.word) == ["close 3"])
        _ = endpoint.connectionClosed(3, at: second + .seconds(10))
        let again = self.sent(endpoint.tick(at: second + .seconds(12)))
        #expect(again.first?.text.hasPrefix("REGISTER") == true)
        #expect(again.first?.peer == registrar)
    }

    @Test("answer a ping at once (RFC 5626 §3.5.1)")
    func pong() {
        #expect(self.sent(self.endpoint().pingReceived(from: Self.phone)).map(\.text) == ["\r\n"])
    }
}

extension String {
    /// Bytes of a message whose line ends are right already.
    var wireAgain: [UInt8] { Array(self.utf8) }
}
