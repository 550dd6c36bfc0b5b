import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A URI with several servers") struct AlternateTests {
    private static let bob = SIPPeer(SignallingWorld.address(.bob)), carol = SIPPeer(SignallingWorld.address(.carol))

    /// Bob refuses; Carol takes the call.
    private func world(_ status: Int) -> SignallingWorld {
        var world = SignallingWorld(seed: 4)
        world.answers(.carol)
        world.reflexes[.bob] = { endpoint, effect, now in effect.incoming.map { endpoint.reject($0, status: status, at: now) } ?? [] }
        return world
    }

    private func call(_ world: inout SignallingWorld) throws -> SIPCallKey {
        let uri = try SIPURI("sip:4711@carrier.example")
        return world.act(.alice) {
            $0.invite(uri, from: SIPNameAddress(uri: SIPURI(user: "alice", host: "example.com")), to: Self.bob, alternates: [Self.carol], offer: Array("v=0 offer".utf8), at: $1)
        }
    }

    private func invites(_ world: SignallingWorld) -> [SIPRequest] {
        world.datagrams.compactMap { bytes in
            guard case .request(let request) = try? SIPMessage(datagram: bytes), request.method == .invite else { return nil }
            return request
        }
    }

    @Test("is called at the next when one says 503: the same request with another branch (RFC 3263 §4.3)")
    func next() throws {
        var world = self.world(503)
        _ = try self.call(&world)
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["turned from 192.0.2.2:5060", "ringing 180", "answered v=0 answer"])
        let sent = self.invites(world)
        #expect(sent.count == 2 && sent[0].callID == sent[1].callID && sent[0].cSeq == sent[1].cSeq && sent[0].uri == sent[1].uri && sent[0].body == sent[1].body)
        #expect(sent[0].vias[0].branch != sent[1].vias[0].branch && sent[1].headers.all(.userAgent).count == 1)
        #expect(world[.alice].callCount == 1)
    }

    @Test("is called at the next when one is silent (timer B), or cannot be reached", arguments: [true, false])
    func silent(_ waits: Bool) throws {
        var world = self.world(503)
        world.swallows = { from, line in from == .alice && line.hasPrefix("INVITE") && waits }
        let call = try self.call(&world)
        if !waits { world.act(.alice) { $0.unreachable(Self.bob, at: $1) } } else { world.run(.seconds(31)) }
        #expect(world.sent("alice: INVITE") == (waits ? 6 : 2))
        world.swallows = nil
        world.run(.seconds(4))
        #expect(world.transcript(.alice).first == "turned from 192.0.2.2:5060" && world.transcript(.alice).last == "answered v=0 answer")
        #expect(world[.alice].callID(of: call) != nil)
    }

    @Test("is not called again when one answers for the called", arguments: [486, 404, 500, 603])
    func others(_ status: Int) throws {
        var world = self.world(status)
        _ = try self.call(&world)
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["ended refused(\(status))"] && world.transcript(.carol).isEmpty)
    }

    @Test("is not called at the next once the call was given up, and ends when none takes it")
    func givenUp() throws {
        var world = self.world(503)
        world.reflexes[.carol] = world.reflexes[.bob]
        _ = try self.call(&world)
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["turned from 192.0.2.2:5060", "ended refused(503)"] && world[.alice].callCount == 0)
        var other = self.world(503)
        let call = try self.call(&other)
        other.act(.alice) { $0.hangUp(call, at: $1) }
        other.run(.seconds(1))
        #expect(other.transcript(.alice) == ["ended localHangUp"] && other.transcript(.carol).isEmpty)
    }

    @Test("that a redirection named is called at each of them")
    func redirected() throws {
        var world = SignallingWorld(seed: 6) { $1.locatesHosts = true }
        world.answers(.carol)
        world.reflexes[.bob] = { endpoint, effect, now in
            guard case .incomingCall(let call, let incoming) = effect else { return [] }
            let isFirst = incoming.request.uri.host != "several.example"
            return endpoint.reject(call, status: isFirst ? 302 : 503, headers: isFirst ? [SIPHeaders.Field(.contact, "<sip:c@several.example>")] : [], at: now)
        }
        let call = world.call()
        world.run(.seconds(1))
        let uri = try SIPURI("sip:c@several.example")
        world.act(.alice) { $0.located(call, uri, at: [Self.bob, Self.carol], at: $1) }
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["locate sip:c@several.example", "turned from 192.0.2.2:5060", "ringing 180", "answered v=0 answer"])
    }
}
