import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("UPDATE") struct UpdateTests {
    /// Alice called Bob, whose reliable 183 carried the answer.
    private func early() -> (SignallingWorld, SIPCallKey, SIPCallKey) {
        var world = SignallingWorld(seed: 9)
        let call = world.call()
        world.run(.milliseconds(10))
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.progress(incoming, sdp: Array("early".utf8), at: $1) }
        world.run(.milliseconds(10))
        return (world, call, incoming)
    }

    private func confirmed() -> (SignallingWorld, SIPCallKey, SIPCallKey) {
        var world = SignallingWorld(seed: 9)
        world.answers(.bob)
        let call = world.call()
        world.run(.seconds(1))
        world.reflexes[.bob] = nil
        return (world, call, world.incomingCall(.bob)!)
    }

    @Test("changes a session before it is answered, from either side (RFC 3311 §5.1)")
    func earlyUpdate() {
        var (world, call, incoming) = self.early()
        world.act(.alice) { $0.update(call, offer: Array("other codec".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "change? other codec")
        world.act(.bob) { $0.acceptChange(incoming, sdp: Array("fine".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice).last == "changed fine")
        world.act(.bob) { $0.update(incoming, offer: Array("back again".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice).last == "change? back again")
        world.act(.alice) { $0.acceptChange(call, sdp: Array("as you like".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "changed as you like")
        world.act(.bob) { $0.answer(incoming, sdp: Array("x".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "confirmed")
        #expect(world.wire.suffix(2) == ["bob: SIP/2.0 200", "alice: ACK"])
    }

    @Test("changes a confirmed session without a third message (§5.2)")
    func confirmedUpdate() {
        var (world, call, incoming) = self.confirmed()
        world.act(.bob) { $0.update(incoming, offer: Array("hold".utf8), at: $1) }
        world.run(.milliseconds(10))
        world.act(.alice) { $0.acceptChange(call, sdp: Array("held".utf8), at: $1) }
        world.run(.seconds(2))
        #expect(world.transcript(.bob).last == "changed held")
        #expect(world.wire.suffix(2) == ["bob: UPDATE", "alice: SIP/2.0 200"])
    }

    @Test("that cannot be met leaves the session as it was (§5.2)")
    func refused() {
        var (world, call, incoming) = self.confirmed()
        world.act(.bob) { $0.update(incoming, offer: Array("video".utf8), at: $1) }
        world.run(.milliseconds(10))
        world.act(.alice) { $0.refuseChange(call, status: 488, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "unchanged 488")
    }

    @Test("with an offer before the INVITE's is answered is refused with 500 and Retry-After (§5.2)")
    func tooEarly() {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite("Content-Type: application/sdp\n", body: "v=0"), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        world.inject(self.update(tag: world.lastTag, body: "v=0"), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 500")
        #expect(text(world.lastBytes).contains("Retry-After: "))
        world.inject(self.update(tag: world.lastTag, branch: "2", body: ""), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 200", "without a description it may come at any time")
    }

    @Test("of both sides at once is refused with 491 by both and tried again (§5.2, RFC 3261 §14.1)")
    func glare() {
        var (world, call, incoming) = self.confirmed()
        for side in [SignallingWorld.Side.alice, .bob] {
            world.reflexes[side] = { endpoint, effect, now in
                guard case .changeRequested(let call, _) = effect else { return [] }
                return endpoint.acceptChange(call, sdp: Array("by \(side)".utf8), at: now)
            }
        }
        world.act(.alice) { $0.update(call, offer: Array("a".utf8), at: $1) }
        world.act(.bob) { $0.update(incoming, offer: Array("b".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.sent("alice: SIP/2.0 491") == 1)
        #expect(world.sent("bob: SIP/2.0 491") == 1)
        // Who did not make the Call-ID tries again within 2 s, who did after 2.1 to 4 s.
        world.run(.milliseconds(2040))
        #expect(world.transcript(.bob).last == "changed by alice")
        #expect(!world.transcript(.alice).contains("changed by bob"))
        world.run(.milliseconds(2000))
        #expect(world.transcript(.alice).last == "changed by bob")
    }

    private func update(tag: String, branch: String = "1", body: String) -> [UInt8] {
        """
        UPDATE sip:bob@192.0.2.2 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKu\(branch)
        From: <sip:carol@example.com>;tag=c
        To: <sip:bob@example.com>;tag=\(tag)
        Call-ID: reliable
        CSeq: \(7 + (Int(branch) ?? 0)) UPDATE
        Contact: <sip:carol@192.0.2.3>
        \(body.isEmpty ? "" : "Content-Type: application/sdp\n")Content-Length: \(body.utf8.count)

        \(body)
        """.wire
    }

    @Test("meets our offer that waits in a 200 for its ACK: 491 (§5.2)")
    func lateGlare() {
        var world = SignallingWorld(seed: 9)
        world.answers(.bob, sdp: "our offer")
        world.swallows = { from, line in from == .alice && line.hasPrefix("ACK") }
        let call = world.call(offer: nil)
        world.run(.seconds(1))
        world.act(.alice) { $0.acknowledge(call, sdp: Array("answer".utf8), at: $1) }
        world.act(.alice) { $0.update(call, offer: Array("mine".utf8), at: $1) }
        world.run(.milliseconds(5))
        #expect(world.sent("alice: UPDATE") == 1 && world.sent("bob: SIP/2.0 491") == 1)
    }
}
