import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A transfer") struct TransferTests {
    /// Alice and Bob talk; Alice is to be transferred.
    private func talking() -> (SignallingWorld, SIPCallKey, SIPCallKey) {
        var world = SignallingWorld(seed: 12)
        for side in [SignallingWorld.Side.alice, .bob, .carol] { world.answers(side) }
        let call = world.call()
        world.run(.seconds(1))
        return (world, call, world.incomingCall(.bob)!)
    }

    private static let target = SIPURI(user: "carol", host: SignallingWorld.address(.carol).host)

    @Test("blind is asked for with REFER and reported on by NOTIFY until it is over (RFC 3515 §2.4)")
    func blind() {
        var (world, call, incoming) = self.talking()
        world.act(.bob) { $0.transfer(incoming, to: Self.target, referredBy: SIPURI(user: "bob", host: "example.com"), at: $1) }
        #expect(text(world.lastBytes).contains("Refer-To: <sip:carol@192.0.2.3>\r\n"))
        #expect(text(world.lastBytes).contains("Referred-By: <sip:bob@example.com>\r\n"))
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice).last == "transfer? sip:carol@192.0.2.3")
        world.act(.alice) { $0.acceptTransfer(call, at: $1) }
        world.act(.alice) { $0.reportTransfer(call, status: 180, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).suffix(2) == ["transfer 100", "transfer 180"])
        world.act(.alice) { $0.reportTransfer(call, status: 200, at: $1) }
        let notify = text(world.lastBytes)
        #expect(notify.contains("Subscription-State: terminated;reason=noresource\r\n"))
        #expect(notify.contains("Content-Type: message/sipfrag;version=2.0\r\n"))
        #expect(notify.hasSuffix("SIP/2.0 200 OK\r\n"))
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "transfer 200 over")
        world.act(.alice) { $0.reportTransfer(call, status: 200, at: $1) }
        #expect(world.sent("alice: NOTIFY") == 3, "the subscription is over")
        world.run(.seconds(40))
        #expect(world[.alice].transactionCount == 0)
    }

    @Test("that is refused is over at once (§2.4.2)")
    func refused() {
        var (world, call, incoming) = self.talking()
        world.act(.bob) { $0.transfer(incoming, to: Self.target, at: $1) }
        world.run(.milliseconds(10))
        world.act(.alice) { $0.refuseTransfer(call, status: 603, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.bob).last == "transfer 603 over")
        #expect(world[.bob].callCount == 1, "they talk on")
    }

    @Test("that the owner never answers is forgotten with its transaction, and may be asked for again")
    func neverAnswered() {
        var (world, _, incoming) = self.talking()
        world.act(.bob) { $0.transfer(incoming, to: Self.target, at: $1) }
        world.run(.seconds(40))
        #expect(world.transcript(.bob).last == "transfer 408 over")
        #expect(world[.alice].transactionCount == 0)
        world.act(.bob) { $0.transfer(incoming, to: Self.target, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice).filter { $0.hasPrefix("transfer?") }.count == 2)
    }

    @Test("without reports is over when it is accepted (RFC 4488 §4)")
    func noSubscription() {
        var (world, call, incoming) = self.talking()
        world.act(.bob) { $0.transfer(incoming, to: Self.target, wantsProgress: false, at: $1) }
        world.run(.milliseconds(10))
        world.act(.alice) { $0.acceptTransfer(call, at: $1) }
        world.run(.milliseconds(10))
        #expect(world.sent("alice: NOTIFY") == 0)
        #expect(world.transcript(.bob).last == "transfer 202 over")
    }

    @Test("attended hands Replaces on, and the new call takes the old one's place (RFC 3891 §3, RFC 3892)")
    func attended() throws {
        var (world, call, incoming) = self.talking()
        // Bob consults Carol.
        let consultation = world.call(.bob, .carol)
        world.run(.milliseconds(20))
        world.act(.bob) { $0.transfer(incoming, into: consultation, referredBy: SIPURI(user: "bob", host: "example.com"), at: $1) }
        world.run(.milliseconds(10))
        #expect(world.transcript(.alice).last == "transfer? sip:carol@192.0.2.3:5060 replacing")
        let referral = try #require(world.reports[.alice]?.compactMap { if case .transferRequested(_, let referral) = $0 { referral } else { nil } }.last)
        #expect(referral.headers.map(\.name) == [.replaces, .referredBy])
        world.act(.alice) { $0.acceptTransfer(call, at: $1) }
        let third = world.act(.alice) { endpoint, now in
            endpoint.invite(
                referral.target, from: SIPNameAddress(uri: SIPURI(user: "alice", host: "example.com")), to: SIPPeer(SignallingWorld.address(.carol)), offer: [1], headers: referral.headers, at: now)
        }
        world.run(.milliseconds(20))
        #expect(world.transcript(.carol) == ["incoming", "confirmed", "incoming", "ended localHangUp", "confirmed"])
        // Her end of the consultation was replaced: Bob hears BYE.
        #expect(world.transcript(.bob).last == "ended peerHungUp")
        let incomings: [SIPIncomingCall] = (world.reports[.carol] ?? []).compactMap { if case .incomingCall(_, let incoming) = $0 { incoming } else { nil } }
        #expect(incomings.map { $0.replaces == nil } == [true, false])
        #expect(incomings.last?.request.headers[.referredBy] == "<sip:bob@example.com>")
        #expect(world[.alice].callID(of: third) != nil)
    }

    @Test(
        "into a call that nobody knows is refused (RFC 3891 §3)",
        arguments: [("none;to-tag=1;from-tag=2", 481), ("none;to-tag=1", 400), ("a;to-tag=1;from-tag=2\nReplaces: b;to-tag=1;from-tag=2", 400)])
    func unknownDialog(_ value: String, _ status: Int) {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite("Replaces: \(value)\n"), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 \(status)"])
        #expect(world[.bob].callCount == 0)
    }

    @Test("of a call that rings here, and that another began, is refused (RFC 3891 §3)")
    func rings() {
        var world = SignallingWorld()
        world.inject(ReliableTests.invite(""), to: .bob, from: .carol)
        guard let incoming = world.incomingCall(.bob) else { return #expect(Bool(false)) }
        world.act(.bob) { $0.ring(incoming, at: $1) }
        let other = text(ReliableTests.invite("Replaces: reliable;to-tag=\(world.lastTag);from-tag=c\n")).replacing("Call-ID: reliable", with: "Call-ID: second").replacing(
            "z9hG4bKr", with: "z9hG4bKs")
        world.inject(Array(other.utf8), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 481")
    }

    @Test("by a phone with two calls is told from one by another phone of the same proxy")
    func onePhone() throws {
        var world = SignallingWorld()
        func invite(_ number: Int, contact: String) {
            let bytes = text(ReliableTests.invite("")).replacing("Call-ID: reliable", with: "Call-ID: \(number)").replacing("z9hG4bKr", with: "z9hG4bK\(number)").replacing(
                "sip:carol@192.0.2.3>", with: contact)
            world.inject(Array(bytes.utf8), to: .bob, from: .carol)
        }
        invite(1, contact: "sip:carol@10.0.0.7:5062>")
        invite(2, contact: "sip:carol@10.0.0.7:5062;transport=udp>")
        invite(3, contact: "sip:dora@10.0.0.7:5062>")
        invite(4, contact: "sip:carol@10.0.0.8:5062>")
        let calls = (world.reports[.bob] ?? []).compactMap(\.incoming)
        try #require(calls.count == 4)
        #expect(calls.map { world[.bob].isOnePhone(calls[0], $0) } == [true, true, false, false])
    }

    @Test("of an early call only is refused once that was answered (RFC 3891 §3)")
    func earlyOnly() throws {
        var world = SignallingWorld()
        world.answers(.bob)
        world.inject(ReliableTests.invite(""), to: .bob, from: .carol)
        let tag = world.lastTag
        let other = text(ReliableTests.invite("Replaces: reliable;to-tag=\(tag);from-tag=c;early-only\n")).replacing("Call-ID: reliable", with: "Call-ID: second").replacing(
            "z9hG4bKr", with: "z9hG4bKs")
        world.inject(Array(other.utf8), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 486")
    }

    @Test("needs exactly one Refer-To, and one REFER at a time (RFC 3515 §2.4.2)")
    func malformed() {
        var (world, _, _) = self.talking()
        func refer(_ branch: Int, _ headers: String) -> [UInt8] {
            """
            REFER sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKf\(branch)
            From: <sip:carol@example.com>;tag=c
            To: <sip:bob@example.com>;tag=\(world.lastTag)
            Call-ID: reliable
            CSeq: \(branch) REFER
            \(headers)Content-Length: 0


            """.wire
        }
        world.inject(ReliableTests.invite(""), to: .bob, from: .carol)
        world.inject(refer(8, ""), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 400")
        world.inject(refer(9, "Refer-To: <sip:a@b>\nRefer-To: <sip:c@d>\n"), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 400")
        world.inject(refer(10, "r: <sip:a@b>\n"), to: .bob, from: .carol)
        world.inject(refer(11, "r: <sip:a@b>\n"), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 491")
    }

    @Test("reports that nobody asked for are refused with 481 (RFC 3515 §2.4.4)")
    func strayNotify() {
        var (world, call, _) = self.talking()
        world.act(.alice) { $0.reportTransfer(call, status: 200, at: $1) }
        #expect(world.sent("alice: NOTIFY") == 0)
        world.inject(ReliableTests.invite(""), to: .bob, from: .carol)
        let bytes = text(ReliableTests.prack("1 1 INVITE", tag: world.lastTag)).replacing("PRACK", with: "NOTIFY").replacing("RAck: 1 1 INVITE", with: "Event: refer")
        world.inject(Array(bytes.utf8), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 481")
    }
}
