import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("An INVITE") struct ForkAndChallengeTests {
    private final class Door: @unchecked Sendable {
        var digest: DigestGuard
        var verdicts: [DigestGuard.Verdict] = []

        init() {
            var tokens = TokenSource(SeededRandom(seed: 8))
            self.digest = DigestGuard(realm: "trunk", tokens: &tokens)
        }
    }

    private func guarded(_ door: Door) -> SignallingWorld {
        var world = SignallingWorld(seed: 2)
        world.reflexes[.bob] = { endpoint, effect, now in
            guard case .incomingCall(let call, let incoming) = effect else { return [] }
            let verdict = door.digest.check(incoming.request, credential: DigestCredential(username: "trunk", password: "pw"), at: now)
            door.verdicts.append(verdict)
            guard case .accepted = verdict else {
                let headers = door.digest.challenges(isStale: false, at: now).map { SIPHeaders.Field(.proxyAuthenticate, $0) }
                return endpoint.reject(call, status: 407, headers: headers, at: now)
            }
            return endpoint.answer(call, sdp: Array("v=0".utf8), at: now)
        }
        return world
    }

    @Test("answers a challenge once and is taken")
    func challenged() {
        let door = Door()
        var world = self.guarded(door)
        _ = world.call(credential: DigestCredential(username: "trunk", password: "pw"))
        world.run(.seconds(1))
        #expect(door.verdicts == [.challenge(isStale: false), .accepted(username: "trunk")])
        #expect(world.transcript(.alice) == ["answered v=0"])
        #expect(world.sent("alice: ACK") == 2)
    }

    @Test("with a wrong password, or none, is given up")
    func wrongPassword() {
        let door = Door()
        var world = self.guarded(door)
        _ = world.call(credential: DigestCredential(username: "trunk", password: "no"))
        _ = world.call()
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["ended refused(407)", "ended refused(407)"])
        #expect(world.sent("alice: INVITE") == 3, "a password that was refused is not tried twice (§22.3)")
    }

    @Test("with a hash of one algorithm answers the challenge that it can meet (RFC 8760 §2.4)")
    func oneHash() {
        let door = Door()
        var world = self.guarded(door)
        _ = world.call(credential: DigestCredential(username: "trunk", hashes: [.md5: DigestAlgorithm.md5.hash("trunk:trunk:pw")]))
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["answered v=0"])
    }

    @Test("answered by a second branch of a fork ends that branch (§13.2.2.4)")
    func forked() throws {
        var world = SignallingWorld(seed: 2)
        var invite: [UInt8] = []
        world.answers(.bob)
        _ = world.call()
        invite = world.lastBytes
        world.run(.milliseconds(100))
        #expect(world.transcript(.alice).last == "answered v=0 answer")
        guard case .request(let request) = try SIPMessage(datagram: invite) else { return }
        var other = SIPResponse(to: request, status: 200, tag: "carols")
        other.contacts = [SIPNameAddress(uri: SIPURI(user: "carol", host: SignallingWorld.address(.carol).host, port: 5060))]
        world.inject(other.bytes, to: .alice, from: .carol)
        #expect(world.wire.suffix(2) == ["alice: ACK", "alice: BYE"])
        world.run(.seconds(1))
        #expect(world[.alice].callCount == 1, "the first answer stays")
    }

    @Test("answered twice by the same side is acknowledged twice and reported once")
    func lostAck() {
        var world = SignallingWorld(seed: 2)
        var lost = 0
        world.answers(.bob)
        world.swallows = { side, line in
            guard side == .alice, line.hasPrefix("ACK"), lost < 2 else { return false }
            lost += 1
            return true
        }
        _ = world.call()
        world.run(.seconds(5))
        #expect(world.sent("alice: ACK") == 3)
        #expect(world.transcript(.alice).filter { $0.hasPrefix("answered") }.count == 1)
        #expect(world.transcript(.bob) == ["incoming", "confirmed"])
    }

    @Test(
        "goes along the recorded route, loose and strict (§12.2.1.1)",
        arguments: [
            ("<sip:192.0.2.3;lr>", "BYE sip:bob@192.0.2.2 SIP/2.0", "Route: <sip:192.0.2.3;lr>"),
            ("<sip:192.0.2.3>", "BYE sip:192.0.2.3 SIP/2.0", "Route: <sip:bob@192.0.2.2>"),
        ])
    func routes(_ route: String, _ start: String, _ header: String) throws {
        var world = SignallingWorld(seed: 2)
        let call = world.call()
        guard case .request(let request) = try SIPMessage(datagram: world.lastBytes) else { return }
        var answer = SIPResponse(to: request, status: 200, tag: "b")
        answer.contacts = [SIPNameAddress(uri: SIPURI(user: "bob", host: "192.0.2.2"))]
        answer.headers.append(.recordRoute, route)
        world.inject(answer.bytes, to: .alice, from: .carol)
        world.act(.alice) { $0.hangUp(call, at: $1) }
        let bye = text(world.lastBytes)
        #expect(bye.hasPrefix(start + "\r\n"))
        #expect(bye.contains(header + "\r\n"))
        #expect(world.lastDestination == SignallingWorld.address(.carol))
    }
}
