import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A session") struct ChangeTests {
    private func established(_ configure: (SignallingWorld.Side, inout SIPEndpoint.Configuration) -> Void = { _, _ in }) -> (SignallingWorld, SIPCallKey, SIPCallKey) {
        var world = SignallingWorld(seed: 5, configure: configure)
        world.answers(.bob)
        let call = world.call()
        world.run(.seconds(1))
        let incoming = world.incomingCall(.bob)!
        world.reflexes[.bob] = nil
        return (world, call, incoming)
    }

    @Test("is changed by a re-INVITE")
    func reinvite() {
        var (world, call, incoming) = self.established()
        world.act(.alice) { $0.change(call, offer: Array("hold".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "change? hold")
        world.act(.bob) { $0.acceptChange(incoming, sdp: Array("held".utf8), at: $1) }
        world.run(.seconds(5))
        #expect(world.transcript(.alice).last == "changed held")
        #expect(world.sent("bob: SIP/2.0 200") == 2, "the ACK stopped the repetition")
    }

    @Test("stays as it was when the change is refused")
    func refusedChange() {
        var (world, call, incoming) = self.established()
        world.act(.bob) { $0.change(incoming, offer: Array("video".utf8), at: $1) }
        world.run(.milliseconds(10))
        world.act(.alice) { $0.refuseChange(call, status: 488, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "unchanged 488")
        #expect(world[.bob].callCount == 1)
    }

    @Test("that both change at once is settled by 491 and a second try")
    func glare() {
        var (world, call, incoming) = self.established()
        world.reflexes[.alice] = { endpoint, effect, now in
            guard case .changeRequested(let call, _) = effect else { return [] }
            return endpoint.acceptChange(call, sdp: Array("by alice".utf8), at: now)
        }
        world.reflexes[.bob] = { endpoint, effect, now in
            guard case .changeRequested(let call, _) = effect else { return [] }
            return endpoint.acceptChange(call, sdp: Array("by bob".utf8), at: now)
        }
        world.act(.alice) { $0.change(call, offer: Array("a".utf8), at: $1) }
        world.act(.bob) { $0.change(incoming, offer: Array("b".utf8), at: $1) }
        world.run(.seconds(10))
        #expect(world.sent("alice: SIP/2.0 491") == 1)
        #expect(world.sent("bob: SIP/2.0 491") == 1)
        #expect(world.transcript(.alice).contains("changed by bob"))
        #expect(world.transcript(.bob).contains("changed by alice"))
    }

    @Test("change during an unanswered change is answered 500")
    func overlapping() {
        var (world, call, _) = self.established()
        world.act(.alice) { $0.change(call, offer: Array("one".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "change? one")
        // The peer cannot send a second one itself; a hung-up call must still clean up the pending one.
        world.act(.alice) { $0.hangUp(call, at: $1) }
        world.run(.seconds(40))
        #expect(world.transcript(.bob).last == "ended peerHungUp")
        #expect(world[.bob].transactionCount == 0)
        #expect(world[.alice].transactionCount == 0)
    }

    @Test("change that the peer does not know any more ends the call")
    func lostPeer() {
        var (world, call, incoming) = self.established()
        world.swallows = { side, line in side == .bob && line.hasPrefix("BYE") }
        world.act(.bob) { $0.hangUp(incoming, at: $1) }
        world.swallows = nil
        world.act(.alice) { $0.change(call, offer: Array("x".utf8), at: $1) }
        world.run(.milliseconds(20))
        #expect(world.transcript(.alice).last == "ended refused(481)")
    }

    @Test("timer granted to a caller that refreshes ends the call when no refresh comes")
    func sessionExpires() {
        var world = SignallingWorld()
        world.answers(.bob)
        world.inject(
            """
            INVITE sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKsession
            From: <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>
            Call-ID: session
            CSeq: 1 INVITE
            Contact: <sip:alice@192.0.2.1>
            Supported: timer
            Session-Expires: 120;refresher=uac
            Content-Type: application/sdp
            Content-Length: 3

            v=0
            """.wire, to: .bob, from: .alice)
        world.inject(
            """
            ACK sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKsession2
            From: <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>;tag=\(world.lastTag)
            Call-ID: session
            CSeq: 1 ACK
            Content-Length: 0


            """.wire, to: .bob, from: .alice)
        #expect(world.transcript(.bob) == ["incoming", "confirmed"])
        world.run(.seconds(87))
        #expect(world.transcript(.bob).count == 2)
        world.run(.seconds(2))
        #expect(world.transcript(.bob).last == "ended sessionExpired")
        #expect(world.sent("bob: BYE") == 1)
    }

    @Test("timer shorter than the minimum is refused with 422")
    func tooShort() {
        var world = SignallingWorld()
        world.inject(
            """
            INVITE sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKsession
            From: <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>
            Call-ID: session
            CSeq: 1 INVITE
            Supported: timer
            Session-Expires: 30
            Content-Length: 0


            """.wire, to: .bob, from: .alice)
        #expect(world.wire == ["bob: SIP/2.0 422"])
        #expect(world[.bob].transactionCount == 0)
    }
}
