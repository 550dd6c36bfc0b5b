import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("Inside a dialog") struct DialogTests {
    private func established() -> (SignallingWorld, SIPCallKey, SIPCallKey) {
        var world = SignallingWorld(seed: 5)
        world.answers(.bob)
        let call = world.call()
        world.run(.seconds(1))
        world.reflexes[.bob] = nil
        return (world, call, world.incomingCall(.bob)!)
    }

    /// Carol called Bob, who answered.
    private func answered(_ headers: String = "") -> SignallingWorld {
        var world = SignallingWorld()
        world.answers(.bob)
        world.inject(ReliableTests.invite(headers), to: .bob, from: .carol)
        return world
    }

    private func inside(_ method: String, _ number: Int, tag: String, _ headers: String = "") -> [UInt8] {
        """
        \(method) sip:bob@192.0.2.2 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKd\(method)\(number)
        From: <sip:carol@example.com>;tag=c
        To: <sip:bob@example.com>;tag=\(tag)
        Call-ID: reliable
        CSeq: \(number) \(method)
        \(headers)Content-Length: 0


        """.wire
    }

    @Test("a request with a lower number is refused with 500 (§12.2.2)")
    func outOfOrder() {
        var world = self.answered()
        world.inject(self.inside("INFO", 6, tag: world.lastTag), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 500")
        world.inject(self.inside("INFO", 8, tag: world.lastTag), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 200")
    }

    @Test("OPTIONS inside it are answered as outside (§11.2)")
    func options() {
        var world = self.answered()
        world.inject(self.inside("OPTIONS", 8, tag: world.lastTag), to: .bob, from: .carol)
        let answer = text(world.lastBytes)
        #expect(world.wire.last == "bob: SIP/2.0 200" && ["Allow: ", "Accept: ", "Supported: "].allSatisfy { answer.contains("\r\n" + $0) })
    }

    @Test("INFO of a package that nobody knows is refused with 469 (RFC 6086 §4.2.2)")
    func package() {
        var world = self.answered()
        world.inject(self.inside("INFO", 8, tag: world.lastTag, "Info-Package: weather\n"), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 469" && text(world.lastBytes).lowercased().contains("\r\nrecv-info: nil\r\n"))
        #expect(!world.transcript(.bob).contains("info"))
    }

    @Test("INVITE repeated after the 200 is absorbed; only the dialog repeats the 200 (RFC 6026 §7.1)")
    func absorbed() {
        var world = self.answered()
        let count = world.wire.count
        world.inject(ReliableTests.invite(""), to: .bob, from: .carol)
        #expect(world.wire.count == count)
        #expect(world[.bob].callCount == 1)
        world.run(.milliseconds(600))
        #expect(world.wire.count == count + 1)
    }

    @Test("re-INVITE without a description is answered with an offer, and ACK brings the answer (§14.2)")
    func reinviteWithoutOffer() {
        var (world, call, incoming) = self.established()
        world.act(.alice) { $0.change(call, offer: nil, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "change?")
        world.act(.bob) { $0.acceptChange(incoming, sdp: Array("bob's offer".utf8), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice).last == "changed bob's offer")
        #expect(world.wire.last == "bob: SIP/2.0 200", "ACK waits for the answer")
        world.act(.alice) { $0.acknowledge(call, sdp: Array("alice's answer".utf8), at: $1) }
        world.run(.seconds(2))
        #expect(world.transcript(.bob).last == "confirmed alice's answer")
        #expect(world.wire.last == "alice: ACK")
    }

    @Test("changes of both sides at once wait as long as §14.1 says: the maker of the Call-ID longer", arguments: 1...20 as ClosedRange<UInt64>)
    func glareTimes(_ seed: UInt64) {
        var world = SignallingWorld(seed: seed)
        world.answers(.bob)
        let call = world.call()
        world.run(.seconds(1))
        for side in [SignallingWorld.Side.alice, .bob] {
            world.reflexes[side] = { endpoint, effect, now in
                guard case .changeRequested(let call, _) = effect else { return [] }
                return endpoint.acceptChange(call, sdp: Array("yes".utf8), at: now)
            }
        }
        let incoming = world.incomingCall(.bob)!
        world.act(.alice) { $0.change(call, offer: Array("a".utf8), at: $1) }
        world.act(.bob) { $0.change(incoming, offer: Array("b".utf8), at: $1) }
        world.run(.milliseconds(2060))
        #expect(world.sent("bob: INVITE") == 2, "seed \(seed)")
        #expect(world.sent("alice: INVITE") == 2, "seed \(seed): not before 2.1 s")
        world.run(.milliseconds(2000))
        #expect(world.sent("alice: INVITE") == 3, "seed \(seed): the first, the change and its second try")
        #expect(world.transcript(.alice).contains("changed yes") && world.transcript(.bob).contains("changed yes"))
    }

    @Test("a new Contact is where later requests go (§12.2.2)")
    func targetRefresh() {
        var world = self.answered()
        let tag = world.lastTag
        world.inject(self.inside("ACK", 7, tag: tag), to: .bob, from: .carol)
        world.inject(self.inside("UPDATE", 8, tag: tag, "Contact: <sip:carol@192.0.2.1:5090>\n"), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.hangUp(incoming, at: $1) }
        #expect(text(world.lastBytes).hasPrefix("BYE sip:carol@192.0.2.1:5090 "))
        #expect(world.lastDestination == SocketAddress(ip: .v4(0xC000_0201), port: 5090))
    }

    @Test("the called side goes back along the recorded route, and echoes it (§12.1.1, §16.12.1.1)")
    func recordedRoute() {
        var world = self.answered("Record-Route: <sip:192.0.2.3;lr>, <sip:far.example.com;lr>\n")
        #expect(text(world.lastBytes).contains("Record-Route: <sip:192.0.2.3;lr>, <sip:far.example.com;lr>\r\n"))
        world.inject(self.inside("ACK", 7, tag: world.lastTag), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.hangUp(incoming, at: $1) }
        #expect(text(world.lastBytes).contains("Route: <sip:192.0.2.3;lr>\r\nRoute: <sip:far.example.com;lr>\r\n"))
        #expect(text(world.lastBytes).hasPrefix("BYE sip:carol@192.0.2.3 "))
    }

    @Test("BYE says why, and CANCEL does (RFC 3326 §2)")
    func reasons() {
        var (world, call, _) = self.established()
        world.act(.alice) { $0.hangUp(call, reason: SIPReason("Q.850", cause: 16, text: "normal"), at: $1) }
        #expect(text(world.lastBytes).contains("Reason: Q.850;cause=16;text=\"normal\"\r\n"))
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).suffix(2) == ["reason Q.850 16", "ended peerHungUp"])
        var ringing = SignallingWorld()
        let second = ringing.call()
        ringing.run(.milliseconds(10))
        ringing.act(.alice) { $0.hangUp(second, reason: SIPReason("SIP", cause: 200, text: "Call completed elsewhere"), at: $1) }
        ringing.run(.milliseconds(10))
        #expect(ringing.transcript(.bob) == ["incoming", "reason SIP 200", "ended peerCancelled"])
    }

    @Test("BYE before the final answer ends the INVITE with 487 (§15)")
    func earlyBye() {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite(""), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        world.inject(self.inside("BYE", 8, tag: world.lastTag), to: .bob, from: .carol)
        #expect(world.wire.suffix(2) == ["bob: SIP/2.0 200", "bob: SIP/2.0 487"])
        #expect(world.transcript(.bob).last == "ended peerHungUp")
    }

    @Test("CANCEL after the final answer, or of nothing, changes nothing (§9.2)")
    func lateCancel() {
        var world = self.answered()
        let cancel = text(ReliableTests.invite("")).replacing("INVITE", with: "CANCEL").replacing("Allow: CANCEL, UPDATE, PRACK\r\n", with: "")
        world.inject(Array(cancel.utf8), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 200")
        #expect(world[.bob].callCount == 1)
        world.inject(Array(cancel.replacing("z9hG4bKr", with: "z9hG4bKnone").utf8), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 481")
    }

    @Test("hops are counted over the calls that one call makes (RFC 7332 §3)")
    func hops() throws {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite("Max-Forwards: 3\n"), to: .bob, from: .carol)
        let incoming = try #require(world.reports[.bob]?.compactMap { if case .incomingCall(_, let incoming) = $0 { incoming } else { nil } }.first)
        let to = SIPPeer(SignallingWorld.address(.alice)), from = SIPNameAddress(uri: SIPURI(host: "h"))
        _ = world.act(.bob) { $0.invite(SIPURI(host: "192.0.2.1"), from: from, to: to, offer: nil, hops: incoming.hops, at: $1) }
        #expect(text(world.lastBytes).contains("Max-Forwards: 2\r\n"))
        _ = world.act(.bob) { $0.invite(SIPURI(host: "192.0.2.1"), from: from, to: to, offer: nil, hops: 0, at: $1) }
        #expect(world.transcript(.bob).last == "ended refused(483)")
    }
}
