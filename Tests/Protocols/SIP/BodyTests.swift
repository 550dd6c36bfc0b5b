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
