import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A reliable provisional response") struct ReliableTests {
    /// Bob rings with early media, then answers when told to.
    private func ringing(_ seed: UInt64 = 6, quality: SignallingWorld.Quality = .perfect) -> (SignallingWorld, SIPCallKey, SIPCallKey) {
        var world = SignallingWorld(seed: seed, quality: quality)
        let call = world.call()
        world.run(.milliseconds(10))
        let incoming = world.incomingCall(.bob)!
        return (world, call, incoming)
    }

    @Test("is acknowledged with PRACK and repeated no more (RFC 3262 §3, §4)")
    func acknowledged() {
        var (world, _, incoming) = self.ringing()
        world.act(.bob) { $0.progress(incoming, sdp: Array("early".utf8), at: $1) }
        let early = text(world.lastBytes)
        #expect(early.contains("Require: 100rel\r\n"))
        #expect(early.contains("RSeq: "))
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice) == ["ringing 183 sdp"])
        #expect(world.wire.suffix(3) == ["bob: SIP/2.0 183", "alice: PRACK", "bob: SIP/2.0 200"])
        world.run(.seconds(5))
        #expect(world.sent("bob: SIP/2.0 183") == 1)
        world.act(.bob) { $0.answer(incoming, sdp: Array("late".utf8), at: $1) }
        world.run(.milliseconds(10))
        // RFC 3261 §13.2.1: the first reliable description is the answer.
        #expect(world.transcript(.alice).last == "answered early")
        #expect(world.transcript(.bob).last == "confirmed")
    }

    @Test("is repeated from T1 on, doubling, until PRACK comes (§3)")
    func repeated() {
        var (world, _, incoming) = self.ringing()
        world.swallows = { side, line in side == .alice && line.hasPrefix("PRACK") }
        world.act(.bob) { $0.progress(incoming, sdp: [1], at: $1) }
        world.run(.milliseconds(3600))
        // At 0, 0.5, 1.5, 3.5 s.
        #expect(world.sent("bob: SIP/2.0 183") == 4)
        #expect(world.transcript(.alice) == ["ringing 183 sdp"], "repetitions are no news")
        world.swallows = nil
        // PRACK repeats itself at 7.5 s (timer E), as the response does.
        world.run(.seconds(30))
        #expect(world.sent("bob: SIP/2.0 183") == 5)
    }

    @Test("that is never acknowledged ends the call after 64·T1 (§3)")
    func neverAcknowledged() {
        var (world, _, incoming) = self.ringing()
        world.swallows = { side, line in side == .alice && line.hasPrefix("PRACK") }
        world.act(.bob) { $0.progress(incoming, sdp: [1], at: $1) }
        world.run(.seconds(40))
        #expect(world.transcript(.bob) == ["incoming", "ended timedOut"])
        #expect(world.transcript(.alice).last == "ended refused(504)")
    }

    @Test("holds the 200 back until it is acknowledged (§3)")
    func answerWaits() {
        var (world, _, incoming) = self.ringing()
        world.act(.bob) { $0.progress(incoming, sdp: Array("early".utf8), at: $1) }
        world.act(.bob) { $0.answer(incoming, sdp: Array("late".utf8), at: $1) }
        #expect(world.sent("bob: SIP/2.0 200") == 0)
        world.run(.milliseconds(20))
        #expect(world.transcript(.alice) == ["ringing 183 sdp", "answered early"])
        #expect(world.transcript(.bob) == ["incoming", "confirmed"])
    }

    @Test("waits for the one before it (§3)")
    func oneAtATime() {
        var (world, _, incoming) = self.ringing()
        world.act(.bob) { $0.progress(incoming, sdp: Array("a".utf8), at: $1) }
        let first = text(world.lastBytes).firstMatch(of: #/RSeq: (\d+)/#)?.output.1
        world.act(.bob) { $0.progress(incoming, sdp: Array("b".utf8), at: $1) }
        #expect(world.sent("bob: SIP/2.0 183") == 1)
        world.run(.milliseconds(2))
        #expect(world.sent("bob: SIP/2.0 183") == 2)
        let second = text(world.lastBytes).firstMatch(of: #/RSeq: (\d+)/#)?.output.1
        #expect(first.flatMap { UInt32($0) }.map { $0 + 1 } == second.flatMap { UInt32($0) })
    }

    @Test("that the caller requires is reliable without a description too (§3); a PRACK for another is refused with 481")
    func required() throws {
        var world = SignallingWorld()
        world.inject(Self.invite("Require: 100rel\n"), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        let ringing = text(world.lastBytes)
        let number = try #require(ringing.firstMatch(of: #/RSeq: (\d+)/#)?.output.1)
        world.inject(Self.prack("\(number) 8 INVITE", tag: world.lastTag), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 481")
        world.inject(Self.prack("\(number) 7 INVITE", tag: world.lastTag, branch: "2"), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 200")
    }

    @Test("is never sent to a caller that does not know it")
    func unknown() {
        var world = SignallingWorld()
        world.inject(Self.invite(""), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.progress(incoming, sdp: [1], at: $1) }
        #expect(!text(world.lastBytes).contains("100rel"))
        world.act(.bob) { $0.answer(incoming, sdp: Array("x".utf8), at: $1) }
        #expect(text(world.lastBytes).hasSuffix("\r\n\r\nx"))
    }

    @Test("lets PRACK carry another offer (§5)")
    func offerInPrack() throws {
        var world = SignallingWorld()
        world.inject(Self.invite("Supported: 100rel\nContent-Type: application/sdp\n", body: "v=0"), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.progress(incoming, sdp: Array("answer".utf8), at: $1) }
        let number = try #require(text(world.lastBytes).firstMatch(of: #/RSeq: (\d+)/#)?.output.1)
        world.inject(Self.prack("\(number) 7 INVITE", tag: world.lastTag, body: "second offer"), to: .bob, from: .carol)
        #expect(world.transcript(.bob).last == "change? second offer")
        world.act(.bob) { $0.acceptChange(incoming, sdp: Array("second answer".utf8), at: $1) }
        #expect(text(world.lastBytes).contains("CSeq: 8 PRACK"))
        #expect(text(world.lastBytes).hasSuffix("second answer"))
    }

    @Test("survives a bad network", arguments: 1...30 as ClosedRange<UInt64>)
    func badNetwork(_ seed: UInt64) {
        var world = SignallingWorld(seed: seed, quality: .bad)
        world.reflexes[.bob] = { endpoint, effect, now in
            guard let call = effect.incoming else { return [] }
            return endpoint.progress(call, sdp: Array("early".utf8), at: now) + endpoint.answer(call, sdp: [1], at: now)
        }
        let call = world.call()
        world.run(.seconds(40))
        world.act(.alice) { $0.hangUp(call, at: $1) }
        world.run(.seconds(100))
        let alice = world.transcript(.alice), bob = world.transcript(.bob)
        #expect(alice.filter { $0.hasPrefix("ended") }.count == 1, "seed \(seed): \(alice)")
        #expect(bob.filter { $0.hasPrefix("ended") }.count == bob.filter { $0 == "incoming" }.count, "seed \(seed): \(bob)")
        #expect(world[.alice].transactionCount + world[.bob].transactionCount + world[.alice].callCount + world[.bob].callCount == 0, "seed \(seed)")
    }

    static func invite(_ headers: String, body: String = "") -> [UInt8] {
        """
        INVITE sip:bob@192.0.2.2 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKr
        From: <sip:carol@example.com>;tag=c
        To: <sip:bob@example.com>
        Call-ID: reliable
        CSeq: 7 INVITE
        Contact: <sip:carol@192.0.2.3>
        Allow: INVITE, UPDATE, PRACK
        \(headers)Content-Length: \(body.utf8.count)

        \(body)
        """.wire
    }

    static func prack(_ acknowledgement: String, tag: String, branch: String = "1", body: String = "") -> [UInt8] {
        """
        PRACK sip:bob@192.0.2.2 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKp\(branch)
        From: <sip:carol@example.com>;tag=c
        To: <sip:bob@example.com>;tag=\(tag)
        Call-ID: reliable
        CSeq: 8 PRACK
        RAck: \(acknowledgement)
        Content-Type: application/sdp
        Content-Length: \(body.utf8.count)

        \(body)
        """.wire
    }
}
