import Protocols
import Testing
import Vocabulary

/// Why an offer is refused with 488 (RFC 3261 §20.43).
@Suite("A refused offer") struct WarningTests {
    private func offer(_ lines: String, host: String = "192.0.2.9") -> [UInt8] { "v=0\no=- 3 3 IN IP4 192.0.2.9\ns=-\nc=IN IP4 \(host)\nt=0 0\n\(lines)\n".wire }

    private func side() -> OfferAnswer { OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0201), port: 6000), sessionID: 1, capabilities: OfferAnswer.Capabilities(codecs: [.pcma])) }

    @Test(
        "says why",
        arguments: [
            ("m=audio 7000 RTP/AVP 18", "192.0.2.9", "305 gw \"Incompatible media format\""), ("m=image 7000 udptl t38", "192.0.2.9", "304 gw \"Media type not available\""),
            ("m=audio 0 RTP/AVP 8", "192.0.2.9", "304 gw \"Media type not available\""), ("m=audio 9 UDP/TLS/RTP/SAVPF 8", "192.0.2.9", "302 gw \"Incompatible transport protocol\""),
            ("m=audio 7000 RTP/AVP 8", "phone.example.com", "301 gw \"Incompatible network address formats\""), ("m=audio 7000 RTP/AVP 8", "224.2.1.1/127", "330 gw \"Multicast not available\""),
            ("m=audio 7000 RTP/AVP 18\nm=audio 7000 RTP/SAVP 8", "192.0.2.9", "305 gw \"Incompatible media format\""),
        ])
    func reasons(_ lines: String, _ host: String, _ warning: String) {
        var side = self.side()
        let error = #expect(throws: OfferAnswerError.self) { try side.offerReceived(self.offer(lines, host: host)) }
        #expect(error?.status == 488 && error?.headers(agent: "gw").map { [$0.name.text, $0.text] } == [["Warning", warning]])
        #expect(OfferAnswerError.offerPending.headers(agent: "gw").isEmpty)
    }

    @Test("stands in the refusal of a call and of a change")
    func changes() {
        let headers = OfferAnswerError.notAcceptable.headers(agent: "gw")
        var world = SignallingWorld(seed: 2)
        world.answers(.bob)
        let call = world.call()
        world.run(.seconds(1))
        world.reflexes[.bob] = { endpoint, effect, now in
            guard case .changeRequested(let key, _) = effect else { return [] }
            return endpoint.refuseChange(key, status: 488, headers: headers, at: now)
        }
        for update in [false, true] {
            world.act(.alice) { update ? $0.update(call, offer: [1], at: $1) : $0.change(call, offer: [1], at: $1) }
            world.run(.seconds(1))
        }
        let refusals = world.datagrams.filter { text($0).hasPrefix("SIP/2.0 488") }.map { text($0).components("Warning: ") }
        #expect(refusals == ["305 gw \"Incompatible media format\"", "305 gw \"Incompatible media format\""])
    }
}

extension String {
    /// The line that begins with this, without it.
    fileprivate func components(_ start: String) -> String? { self.split(separator: "\r\n").first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) } }
}
