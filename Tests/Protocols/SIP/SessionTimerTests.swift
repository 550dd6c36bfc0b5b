import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A session timer") struct SessionTimerTests {
    private func established(_ seconds: UInt32, minimum: UInt32 = 90, update: Bool = true) -> (SignallingWorld, SIPCallKey) {
        var world = SignallingWorld(seed: 5) { side, configuration in
            configuration.sessionExpires = side == .alice ? seconds : 1800
            configuration.minimumSessionExpires = side == .bob ? minimum : 90
        }
        world.answers(.bob)
        let call = world.call()
        world.run(.seconds(1))
        return (world, call)
    }

    @Test("is asked for in INVITE, granted in 200 and kept by UPDATE at half time (RFC 4028 §7.1, §9, §10)")
    func refreshed() {
        var (world, _) = self.established(120)
        #expect(world.transcript(.alice) == ["ringing 180", "answered v=0 answer"])
        #expect(world.sent("bob: UPDATE") == 0)
        world.run(.seconds(60))
        // Without a wish of the caller the called side refreshes.
        #expect(world.sent("bob: UPDATE") == 1)
        world.run(.seconds(600))
        #expect(world.sent("bob: UPDATE") == 11)
        #expect(world.sent("alice: BYE") + world.sent("bob: BYE") == 0)
    }

    @Test("ends the call on both sides when the other one vanishes (§10)")
    func vanished() {
        var (world, _) = self.established(120)
        world.swallows = { _, _ in true }
        world.run(.seconds(130))
        // 32 s before the end, on either side.
        #expect(world.transcript(.bob).last == "ended sessionExpired")
        #expect(world.transcript(.alice).last == "ended sessionExpired")
    }

    @Test("that is too short for the peer is asked for again as long as it must be (§7.3)")
    func raised() {
        var (world, _) = self.established(120, minimum: 300)
        #expect(world.sent("alice: INVITE") == 2)
        #expect(world.sent("bob: SIP/2.0 422") == 1)
        #expect(world.transcript(.alice).last == "answered v=0 answer")
        world.run(.seconds(148))
        #expect(world.sent("bob: UPDATE") == 0)
        world.run(.seconds(10))
        #expect(world.sent("bob: UPDATE") == 1)
    }

    @Test("is left to us when the peer does not know it (§9)")
    func unknownToPeer() {
        var world = SignallingWorld()
        world.answers(.bob)
        world.inject(ReliableTests.invite("Session-Expires: 600\n"), to: .bob, from: .carol)
        let answer = text(world.lastBytes)
        #expect(answer.contains("Session-Expires: 600;refresher=uas\r\n"))
        #expect(!answer.contains("Require: timer"))
    }

    @Test("is refreshed by the caller that asks for it (§9, table 2)", arguments: ["uac", "uas"])
    func refresher(_ who: String) {
        var world = SignallingWorld()
        world.answers(.bob)
        world.inject(ReliableTests.invite("Supported: timer\nSession-Expires: 600;refresher=\(who)\n"), to: .bob, from: .carol)
        #expect(text(world.lastBytes).contains("Session-Expires: 600;refresher=\(who)\r\n"))
        #expect(text(world.lastBytes).contains("Require: timer\r\n"))
    }

    @Test("does not begin with an UPDATE before the answer (§9)")
    func notEarly() {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite("Supported: timer\nSession-Expires: 120\n"), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        world.inject(
            """
            UPDATE sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKearly
            From: <sip:carol@example.com>;tag=c
            To: <sip:bob@example.com>;tag=\(world.lastTag)
            Call-ID: reliable
            CSeq: 8 UPDATE
            Supported: timer
            Session-Expires: 120
            Content-Length: 0


            """.wire, to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 200")
        #expect(!text(world.lastBytes).contains("Session-Expires"))
        world.run(.seconds(150))
        #expect(world.transcript(.bob) == ["incoming"], "it rings for as long as it may")
    }

    @Test("shorter than the minimum is refused with 422 inside a call too (§9)")
    func tooShortInside() {
        var world = SignallingWorld()
        world.answers(.bob)
        world.inject(ReliableTests.invite(""), to: .bob, from: .carol)
        let tag = world.lastTag
        world.inject(
            """
            UPDATE sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKshort
            From: <sip:carol@example.com>;tag=c
            To: <sip:bob@example.com>;tag=\(tag)
            Call-ID: reliable
            CSeq: 8 UPDATE
            Supported: timer
            Session-Expires: 60
            Content-Length: 0


            """.wire, to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 422")
        #expect(text(world.lastBytes).contains("Min-SE: 90\r\n"))
    }
}
