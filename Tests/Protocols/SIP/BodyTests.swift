import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("What a stranger asks for") struct BodyTests {
    @Test(
        "that cannot be met is refused (§8.2.3, §21.4)",
        arguments: [
            ("Content-Type: text/plain\n", 415), ("Content-Type: application/sdp\nContent-Encoding: gzip\n", 415), ("Content-Type: application/sdp\nAccept: text/html\n", 406),
            ("Content-Type: application/sdp\nAccept: application/*\n", 100),
        ])
    func bodies(_ headers: String, _ status: Int) {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite(headers, body: "v=0"), to: .bob, from: .carol)
        #expect(world.wire.first == "bob: SIP/2.0 \(status)")
    }

    // MARK: Several parts (RFC 5621)

    private static func parts(_ disposition: String, boundary: String = "b1", sdp: Bool = true) -> String {
        let session = sdp ? "--b1\r\nContent-Type: Application/SDP; charset=utf-8\r\n\r\nv=0 offer\r\n" : ""
        return "a preamble\r\n--b1x is no delimiter\r\n--b1\r\nContent-Type: application/ISUP;version=itu\r\n\(disposition)\r\n\u{1}\u{2}\r\n--b1\r\n\(session)--\(boundary)--\r\nan epilogue"
    }

    @Test(
        "in several parts is answered when what must be understood is, and refused otherwise",
        arguments: [
            ("multipart/mixed;boundary=b1", parts("Content-Disposition: signal;handling=optional\r\n"), 100), ("Multipart/Mixed; boundary=\"b1\"", parts(""), 100),
            ("multipart/mixed;boundary=b1", parts("Content-Disposition: signal;handling=required\r\n"), 415), ("multipart/mixed;boundary=b1", parts("Content-Disposition: signal\r\n"), 415),
            ("multipart/alternative;boundary=b1", parts("Content-Disposition: signal\r\n"), 100), ("multipart/alternative;boundary=b1", parts("", sdp: false), 415),
            ("multipart/mixed;boundary=b1", parts("", boundary: "b2"), 415), ("multipart/mixed", parts(""), 415), ("multipart/mixed;boundary=\"\"", parts(""), 415),
            ("multipart/mixed;boundary=b1", "--b1", 415),
        ])
    func severalParts(_ type: String, _ body: String, _ status: Int) {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite("Content-Type: \(type)\n", body: body), to: .bob, from: .carol)
        #expect(world.wire.first == "bob: SIP/2.0 \(status)")
        guard status == 100 else { return #expect(world[.bob].callCount == 0) }
        let offers = world.reports[.bob]?.compactMap { if case .incomingCall(_, let incoming) = $0 { incoming.offer } else { nil } }
        #expect(offers?.map { text($0) } == ["v=0 offer"])
    }

    @Test("in several parts without a description is a call without an offer")
    func noDescription() {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite("Content-Type: multipart/mixed;boundary=b1\n", body: Self.parts("", sdp: false)), to: .bob, from: .carol)
        let offers = world.reports[.bob]?.compactMap { if case .incomingCall(_, let incoming) = $0 { incoming.offer } else { nil } }
        #expect(world.wire == ["bob: SIP/2.0 100"] && offers == [])
    }

    @Test("goes on with its parameters where it is passed on")
    func parameters() throws {
        guard case .request(let request) = try SIPMessage(datagram: ReliableTests.invite("c : Multipart/Mixed ; boundary=\"b1\"\n", body: Self.parts(""))) else { return }
        #expect(text(request.bytes).contains("\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n"))
    }

    @Test("at an address of another scheme is refused with 416 (§8.2.2.1)")
    func unknownScheme() {
        var world = SignallingWorld()
        world.inject(Array(text(ReliableTests.invite("")).replacing("INVITE sip:bob@192.0.2.2", with: "INVITE mailto:bob@192.0.2.2").utf8), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 416"])
    }

    @Test("over IPv6 is answered over IPv6 (RFC 3261 §18.2.2, §25.1)")
    func ipv6() throws {
        let local = SocketAddress("[2001:db8::2]:5060")!, remote = SocketAddress("[2001:db8::9]:5062")!
        var endpoint = SIPEndpoint(.init(local: local), tokens: TokenSource(SeededRandom(seed: 1)))
        let invite = text(ReliableTests.invite("")).replacing("192.0.2.3:5060", with: "[2001:db8::9]:5062").replacing("192.0.2.3", with: "[2001:db8::9]").replacing("192.0.2.2", with: "[2001:db8::2]")
        let arrival = endpoint.datagramReceived(Array(invite.utf8), from: remote, at: .zero)
        let call = try #require(arrival.lazy.compactMap(\.incoming).first)
        let effects = endpoint.answer(call, sdp: [1], at: .zero)
        guard case .send(let answer, let peer)? = effects.first else { Issue.record("no answer"); return }
        #expect(peer.address == remote)
        #expect(text(answer).contains("Contact: <sip:hotline@[2001:db8::2]:5060>\r\n"))
        let bye = endpoint.tick(at: Instant.zero + .seconds(33)).compactMap { if case .send(let bytes, let peer) = $0 { (text(bytes), peer) } else { nil } }.last
        #expect(bye?.0.contains("Via: SIP/2.0/UDP [2001:db8::2]:5060;") == true)
        #expect(bye?.1.address == SocketAddress("[2001:db8::9]:5060"))
    }
}
