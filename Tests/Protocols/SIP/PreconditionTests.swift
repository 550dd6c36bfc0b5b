import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A carrier's INVITE with preconditions") struct PreconditionTests {
    private static func offer(reserved: String) -> [UInt8] {
        """
        v=0
        o=- 1 \(reserved == "none" ? 1 : 2) IN IP4 192.0.2.3
        s=-
        c=IN IP4 192.0.2.3
        t=0 0
        m=audio 7000 RTP/AVP 8 101
        a=rtpmap:101 telephone-event/8000
        a=curr:qos local \(reserved)
        a=curr:qos remote none
        a=des:qos mandatory local sendrecv
        a=des:qos optional remote sendrecv

        """.wire
    }

    private static func request(_ method: String, _ number: Int, tag: String = "", _ headers: String, body: [UInt8]) -> [UInt8] {
        """
        \(method) sip:bob@192.0.2.2 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKims\(number)
        From: <sip:+8610@ims.example>;tag=c
        To: <sip:400@ims.example>\(tag)
        Call-ID: ims
        CSeq: \(number) \(method)
        Contact: <sip:sbc@192.0.2.3>
        Allow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE
        \(headers)Content-Length: \(body.count)


        """.wire + body
    }

    @Test("is answered by 183, PRACK, UPDATE, then rings and is answered (RFC 3312 §5, §13.1)")
    func completes() throws {
        var world = SignallingWorld()
        var session = OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0202), port: 4000), sessionID: 2)
        let sdp = "Content-Type: application/sdp\n"
        world.inject(Self.request("INVITE", 1, "Require: precondition\nSupported: 100rel\n" + sdp, body: Self.offer(reserved: "none")), to: .bob, from: .carol)
        let call = try #require(world.incomingCall(.bob))
        let answer = try session.offerReceived(Self.offer(reserved: "none"))
        for line in ["a=curr:qos local sendrecv", "a=curr:qos remote none", "a=des:qos mandatory remote sendrecv", "a=des:qos optional local sendrecv", "a=conf:qos remote sendrecv"] {
            #expect(text(answer).contains(line + "\r\n"))
        }
        // The owner of the call neither knows nor cares: it rings and answers.
        world.act(.bob) { $0.ring(call, at: $1) }
        world.act(.bob) { $0.answer(call, sdp: answer, at: $1) }
        #expect(world.wire == ["bob: SIP/2.0 100", "bob: SIP/2.0 183"])
        #expect(text(world.lastBytes).contains("Require: 100rel, precondition"))
        let tag = ";tag=\(world.lastTag)"
        let number = try #require(text(world.lastBytes).firstMatch(of: #/RSeq: (\d+)/#)?.output.1)
        world.inject(Self.request("PRACK", 2, tag: tag, "RAck: \(number) 1 INVITE\n", body: []), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 200")
        world.run(.seconds(5))
        #expect(world.wire.count == 3, "nothing rings before the caller's resources are reserved")
        let update = Self.offer(reserved: "sendrecv")
        world.inject(Self.request("UPDATE", 3, tag: tag, sdp, body: update), to: .bob, from: .carol)
        let second = try session.offerReceived(update)
        #expect(text(second).contains("a=curr:qos remote sendrecv\r\n"))
        #expect(!text(second).contains("a=conf"))
        world.act(.bob) { $0.acceptChange(call, sdp: second, at: $1) }
        #expect(world.wire.suffix(3) == ["bob: SIP/2.0 200", "bob: SIP/2.0 180", "bob: SIP/2.0 200"])
        world.inject(Self.request("ACK", 1, tag: tag, "", body: []), to: .bob, from: .carol)
        #expect(world.transcript(.bob).last == "confirmed")
    }

    @Test("whose resources are reserved already rings at once (§6)")
    func alreadyReserved() throws {
        var world = SignallingWorld()
        world.inject(
            Self.request("INVITE", 1, "Supported: precondition, 100rel\nContent-Type: application/sdp\n", body: Self.offer(reserved: "sendrecv")), to: .bob, from: .carol)
        let call = try #require(world.incomingCall(.bob))
        world.act(.bob) { $0.ring(call, at: $1) }
        #expect(world.wire == ["bob: SIP/2.0 100", "bob: SIP/2.0 180"])
    }

    @Test("of ours says that our resources are there, and names the extension (§5, §11)")
    func ours() throws {
        var capabilities = OfferAnswer.Capabilities()
        capabilities.preconditions = true
        var session = OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0201), port: 4000), sessionID: 2, capabilities: capabilities)
        let offer = try session.makeOffer()
        #expect(text(offer).contains("a=curr:qos local sendrecv\r\na=curr:qos remote none\r\na=des:qos mandatory local sendrecv\r\n"))
        #expect(Preconditions(offer).areMet)
        var world = SignallingWorld()
        _ = world.call(offer: offer)
        #expect(text(world.lastBytes).contains("Supported: precondition, 100rel, timer"))
    }

    @Test(
        "wants what it wants in each direction (§4)",
        arguments: [("none", "sendrecv", false), ("send", "sendrecv", false), ("sendrecv", "sendrecv", true), ("send", "send", true), ("recv", "send", false), ("sendrecv", "recv", true)])
    func directions(_ current: String, _ desired: String, _ areMet: Bool) {
        let sdp = "v=0\no=- 1 1 IN IP4 1.2.3.4\ns=-\nm=audio 1 RTP/AVP 8\na=curr:qos local \(current)\na=des:qos mandatory local \(desired)\n".wire
        #expect(Preconditions(sdp).areMet == areMet)
        #expect(Preconditions(Array("nonsense".utf8)).areMet)
    }
}
