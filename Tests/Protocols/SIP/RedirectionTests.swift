import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A redirected call") struct RedirectionTests {
    /// Bob refers to the contacts given; Carol, and whoever else is called there, does as told.
    private func world(_ contacts: [String], status: Int = 302, carol: @escaping @Sendable (inout SIPEndpoint, SIPIncomingCall, SIPCallKey, Instant) -> [SIPEndpoint.Effect]) -> SignallingWorld {
        var world = SignallingWorld(seed: 6)
        world.reflexes[.bob] = { endpoint, effect, now in
            guard case .incomingCall(let call, _) = effect else { return [] }
            return endpoint.reject(call, status: status, headers: contacts.map { SIPHeaders.Field(.contact, $0) }, at: now)
        }
        world.reflexes[.carol] = { endpoint, effect, now in
            guard case .incomingCall(let call, let incoming) = effect else { return [] }
            return carol(&endpoint, incoming, call, now)
        }
        return world
    }

    private static let place = SignallingWorld.address(.carol).host

    @Test("goes on where the contact leads, with the same Call-ID and the next CSeq", arguments: [300, 301, 302])
    func followed(_ status: Int) {
        var world = self.world(["<sip:carol@\(Self.place)>"], status: status) { endpoint, _, call, now in endpoint.answer(call, sdp: Array("v=0 carol".utf8), at: now) }
        _ = world.call()
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["answered v=0 carol"])
        #expect(world.sent("alice: INVITE") == 2 && world.sent("alice: ACK") == 2)
        #expect(world.transcript(.carol) == ["incoming", "confirmed"])
    }

    @Test("tries contacts by their preference, each once, until one takes it")
    func preference() {
        let contacts = [
            "<sip:last@\(Self.place)>;q=0.1", "<sip:busy@\(Self.place)>;q=0.9", "<sip:bob@\(SignallingWorld.address(.bob).host)>", "<sip:free@\(Self.place)>;q=0.5", "<sip:busy@\(Self.place)>",
        ]
        var world = self.world(contacts) { endpoint, incoming, call, now in
            incoming.request.uri.decodedUser == "free" ? endpoint.answer(call, sdp: Array("v=0 free".utf8), at: now) : endpoint.reject(call, status: 486, at: now)
        }
        _ = world.call()
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["answered v=0 free"])
        #expect(world.sent("alice: INVITE") == 3, "bob, busy, free")
        #expect(world.sent("bob: SIP/2.0 302") == 1, "who redirected is not asked again")
    }

    @Test(
        "ends when there is nowhere to go, or somebody speaks for all (6xx)",
        arguments: [([String](), 302, 1), (["<tel:+4930>", "<sip:bob@192.0.2.2>"], 302, 1), (["<sip:carol@192.0.2.3>", "<sip:dora@192.0.2.3>"], 603, 2)])
    func nowhere(_ contacts: [String], _ status: Int, _ invites: Int) {
        var world = self.world(contacts) { endpoint, _, call, now in endpoint.reject(call, status: 603, at: now) }
        _ = world.call()
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["ended refused(\(status))"])
        #expect(world.sent("alice: INVITE") == invites)
    }

    @Test("is not followed for ever")
    func endless() {
        var world = self.world(["<sip:0@\(Self.place)>"]) { endpoint, incoming, call, now in
            let number = (incoming.request.uri.decodedUser.flatMap { Int($0) } ?? 0) + 1
            return endpoint.reject(call, status: 302, headers: [SIPHeaders.Field(.contact, "<sip:\(number)@192.0.2.3>")], at: now)
        }
        _ = world.call()
        world.run(.seconds(2))
        #expect(world.transcript(.alice) == ["ended refused(302)"])
        #expect(world.sent("alice: INVITE") == 6)
        #expect(world[.alice].callCount == 0)
    }

    // MARK: Hosts by name

    /// Alice asks where hosts are.
    private func locating(_ contacts: [String]) -> SignallingWorld {
        var world = SignallingWorld(seed: 6) { $1.locatesHosts = true }
        world.reflexes[.bob] = { endpoint, effect, now in
            guard let call = effect.incoming else { return [] }
            return endpoint.reject(call, status: 302, headers: contacts.map { SIPHeaders.Field(.contact, $0) }, at: now)
        }
        world.answers(.carol)
        return world
    }

    @Test("goes on at a host once that was found (RFC 3263)")
    func named() throws {
        var world = self.locating(["<sip:c@carol.example>"])
        let call = world.call()
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["locate sip:c@carol.example"] && world.sent("alice: INVITE") == 1)
        let uri = try SIPURI("sip:c@carol.example")
        let other = try SIPURI("sip:c@other.example")
        world.act(.alice) { $0.located(call, other, at: [SIPPeer(SignallingWorld.address(.bob))], at: $1) }
        world.act(.alice) { $0.located(call, uri, at: [SIPPeer(SignallingWorld.address(.carol))], at: $1) }
        #expect(text(world.lastBytes).hasPrefix("INVITE sip:c@carol.example SIP/2.0\r\n") && world.lastDestination == SignallingWorld.address(.carol))
        world.act(.alice) { $0.located(call, uri, at: [SIPPeer(SignallingWorld.address(.bob))], at: $1) }
        world.run(.seconds(1))
        #expect(world.transcript(.alice).last == "answered v=0 answer" && world.sent("alice: INVITE") == 2)
    }

    @Test("to a host that nobody knows is asked of who redirected it")
    func nobodyKnows() throws {
        var world = self.locating(["<sip:c@nowhere.example>"])
        let call = world.call()
        world.run(.seconds(1))
        let uri = try SIPURI("sip:c@nowhere.example")
        world.act(.alice) { $0.located(call, uri, at: [], at: $1) }
        #expect(text(world.lastBytes).hasPrefix("INVITE sip:c@nowhere.example SIP/2.0\r\n") && world.lastDestination == SignallingWorld.address(.bob))
        world.run(.seconds(1))
        #expect(world.transcript(.alice).last == "ended refused(302)" && world[.alice].callCount == 0)
    }

    @Test("never leaves TLS, by name or by address", arguments: [["<sips:c@carol.example>"], ["<sips:c@192.0.2.3>"], ["<sip:c@192.0.2.3;transport=sctp>", "<sip:c@0.0.0.0>", "<sip:c@239.0.0.1>"]])
    func secure(contacts: [String]) {
        // Alice speaks UDP alone.
        var world = self.locating(contacts)
        _ = world.call()
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["ended refused(302)"] && world.sent("alice: INVITE") == 1)
    }

    @Test("that is given up while its host is looked up ends at once")
    func givenUpMeanwhile() throws {
        var world = self.locating(["<sip:c@carol.example>"])
        let call = world.call()
        world.run(.seconds(1))
        world.act(.alice) { $0.hangUp(call, at: $1) }
        let uri = try SIPURI("sip:c@carol.example")
        world.act(.alice) { $0.located(call, uri, at: [SIPPeer(SignallingWorld.address(.carol))], at: $1) }
        world.run(.seconds(1))
        #expect(world.transcript(.alice).last == "ended localHangUp" && world.sent("alice: INVITE") == 1 && world[.alice].callCount == 0)
    }

    @Test("that was given up is not carried on")
    func givenUp() {
        var world = self.world(["<sip:carol@\(Self.place)>"]) { endpoint, _, call, now in endpoint.answer(call, sdp: [], at: now) }
        let call = world.call()
        world.act(.alice) { $0.hangUp(call, at: $1) }
        world.run(.seconds(1))
        #expect(world.transcript(.carol).isEmpty)
        #expect(world[.alice].callCount == 0)
    }
}
