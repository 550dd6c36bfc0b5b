import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A call") struct CallTests {
    @Test("is offered, rings, is answered, confirmed and hung up by the caller")
    func plainCall() {
        var world = SignallingWorld()
        let call = world.call()
        world.run(.milliseconds(10))
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        world.run(.seconds(1))
        world.act(.bob) { $0.answer(incoming, sdp: Array("v=0 answer".utf8), at: $1) }
        world.run(.seconds(1))
        world.act(.alice) { $0.hangUp(call, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice) == ["ringing 180", "answered v=0 answer", "ended localHangUp"])
        #expect(world.transcript(.bob) == ["incoming", "confirmed", "ended peerHungUp"])
        #expect(
            world.wire == [
                "alice: INVITE", "bob: SIP/2.0 100", "bob: SIP/2.0 180", "bob: SIP/2.0 200", "alice: ACK", "alice: BYE", "bob: SIP/2.0 200",
            ])
    }

    @Test("leaves nothing behind 64·T1 after its end")
    func forgets() {
        var world = SignallingWorld()
        world.answers(.bob)
        let call = world.call()
        world.run(.seconds(1))
        world.act(.alice) { $0.hangUp(call, at: $1) }
        world.run(.seconds(40))
        for side in [SignallingWorld.Side.alice, .bob] {
            #expect(world[side].callCount == 0)
            #expect(world[side].transactionCount == 0)
        }
        // Deadlines of what is gone fire into nothing.
        world.run(.seconds(2000))
        for side in [SignallingWorld.Side.alice, .bob] {
            #expect(world[side].nextDeadline == nil)
        }
    }

    @Test("wakes nobody for the 200 that need not be repeated")
    func nothingToRepeat() throws {
        var world = SignallingWorld()
        world.answers(.bob)
        _ = world.call()
        world.run(.seconds(1))
        #expect(world.transcript(.bob).last == "confirmed")
        // What is left is the INVITE transaction, which lives for 64·T1 more.
        let next = try #require(world[.bob].nextDeadline)
        #expect(next - world.now > .seconds(20))
    }

    @Test("is hung up by the called side")
    func calleeHangsUp() {
        var world = SignallingWorld()
        world.answers(.bob)
        _ = world.call()
        world.run(.seconds(1))
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.hangUp(incoming, at: $1) }
        world.run(.seconds(1))
        #expect(world.transcript(.alice).last == "ended peerHungUp")
        #expect(world.transcript(.bob).last == "ended localHangUp")
    }

    @Test("that is refused ends with the status")
    func refused() {
        var world = SignallingWorld()
        _ = world.call()
        world.run(.milliseconds(10))
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.reject(incoming, status: 486, at: $1) }
        world.run(.seconds(40))
        #expect(world.transcript(.alice) == ["ended refused(486)"])
        #expect(world.sent("alice: ACK") == 1)
        #expect(world[.bob].transactionCount == 0)
    }

    @Test("is cancelled while it rings")
    func cancelled() {
        var world = SignallingWorld()
        let call = world.call()
        world.run(.milliseconds(10))
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        world.run(.milliseconds(10))
        world.act(.alice) { $0.hangUp(call, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice) == ["ringing 180", "ended localHangUp"])
        #expect(world.transcript(.bob) == ["incoming", "ended peerCancelled"])
        #expect(world.wire.suffix(4) == ["alice: CANCEL", "bob: SIP/2.0 200", "bob: SIP/2.0 487", "alice: ACK"])
    }

    @Test("is cancelled only after a provisional answer")
    func cancelWaits() {
        var world = SignallingWorld()
        world.swallows = { side, line in side == .bob && line.contains(" 100 ") }
        let call = world.call()
        world.run(.milliseconds(10))
        world.act(.alice) { $0.hangUp(call, at: $1) }
        #expect(world.sent("alice: CANCEL") == 0)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.sent("alice: CANCEL") == 1)
        #expect(world.transcript(.alice) == ["ended localHangUp"])
    }

    @Test("answered while CANCEL is under way is acknowledged and ended")
    func cancelRace() {
        var world = SignallingWorld()
        let call = world.call()
        world.run(.milliseconds(10))
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.answer(incoming, sdp: [1], at: $1) }
        world.act(.alice) { $0.hangUp(call, at: $1) }
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["ended localHangUp"])
        #expect(world.transcript(.bob) == ["incoming", "confirmed", "ended peerHungUp"])
    }

    @Test("that nobody answers is given up after 32 s")
    func nobodyThere() {
        var world = SignallingWorld()
        world.swallows = { _, _ in true }
        _ = world.call()
        world.run(.seconds(31))
        #expect(world.transcript(.alice).isEmpty)
        world.run(.seconds(2))
        #expect(world.transcript(.alice) == ["ended timedOut"])
        // Timer A: 0.5, 1, 2, 4, 8, 16 s after the first.
        #expect(world.sent("alice: INVITE") == 7)
        #expect(world[.alice].transactionCount == 0)
    }

    @Test("whose 200 is never acknowledged is ended with BYE")
    func neverAcknowledged() {
        var world = SignallingWorld()
        world.answers(.bob)
        world.swallows = { side, line in side == .alice && line.hasPrefix("ACK") }
        _ = world.call()
        world.run(.seconds(40))
        #expect(world.transcript(.bob) == ["incoming", "ended timedOut"])
        #expect(world.transcript(.alice).last == "ended peerHungUp")
        // T1 doubling to T2: 0.5 1.5 3.5 7.5 11.5 … 31.5 s.
        #expect(world.sent("bob: SIP/2.0 200") == 11)
    }

    @Test("hung up before the ACK came says BYE after it")
    func hangUpBeforeAck() {
        var world = SignallingWorld()
        var lost = 0
        world.answers(.bob)
        _ = world.call()
        world.swallows = { side, line in
            guard side == .alice, line.hasPrefix("ACK"), lost == 0 else { return false }
            lost += 1
            return true
        }
        world.run(.milliseconds(100))
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.hangUp(incoming, at: $1) }
        #expect(world.sent("bob: BYE") == 0)
        world.run(.seconds(1))
        #expect(world.sent("bob: BYE") == 1)
        #expect(world.transcript(.bob) == ["incoming", "ended localHangUp"])
    }

    @Test("with a late offer carries the answer in its ACK")
    func lateOffer() {
        var world = SignallingWorld()
        world.answers(.bob, sdp: "v=0 offer of bob")
        let call = world.call(offer: nil)
        world.run(.milliseconds(100))
        #expect(world.transcript(.alice) == ["ringing 180", "answered v=0 offer of bob"])
        world.act(.alice) { $0.acknowledge(call, sdp: Array("v=0 answer of alice".utf8), at: $1) }
        world.run(.milliseconds(100))
        #expect(world.transcript(.bob) == ["incoming", "confirmed v=0 answer of alice"])
    }

    @Test("that rings for three minutes is given up by both sides")
    func ringsForever() {
        var world = SignallingWorld()
        _ = world.call()
        world.run(.milliseconds(10))
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        world.run(.seconds(200))
        #expect(world.transcript(.alice).last?.hasPrefix("ended") == true)
        #expect(world.transcript(.bob).last?.hasPrefix("ended") == true)
        #expect(world[.bob].callCount == 0)
    }

    @Test("INFO inside it is answered and handed on; a stranger's BYE is not")
    func insideAndOutside() {
        var world = SignallingWorld()
        world.answers(.bob)
        _ = world.call()
        world.run(.seconds(1))
        world.inject(
            """
            BYE sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKx
            From: <sip:x@y>;tag=1
            To: <sip:bob@y>;tag=2
            Call-ID: none
            CSeq: 1 BYE
            Content-Length: 0


            """.wire, to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 481")
        #expect(world.transcript(.bob) == ["incoming", "confirmed"])
    }

    @Test("survives a bad network", arguments: 1...60 as ClosedRange<UInt64>)
    func badNetwork(_ seed: UInt64) {
        var world = SignallingWorld(seed: seed, quality: .bad)
        world.answers(.bob)
        let call = world.call()
        world.run(.seconds(12))
        world.act(.alice) { $0.hangUp(call, at: $1) }
        world.run(.seconds(80))
        let alice = world.transcript(.alice), bob = world.transcript(.bob)
        #expect(alice.filter { $0.hasPrefix("ended") }.count == 1, "seed \(seed): \(alice)")
        #expect(alice.last?.hasPrefix("ended") == true, "seed \(seed): \(alice)")
        #expect(bob.filter { $0.hasPrefix("ended") }.count == bob.filter { $0 == "incoming" }.count, "seed \(seed): \(bob)")
        #expect(bob.filter { $0 == "incoming" }.count <= 1, "seed \(seed): one INVITE makes one call")
        for side in [SignallingWorld.Side.alice, .bob] {
            #expect(world[side].callCount == 0, "seed \(seed)")
            #expect(world[side].transactionCount == 0, "seed \(seed)")
        }
    }
}
