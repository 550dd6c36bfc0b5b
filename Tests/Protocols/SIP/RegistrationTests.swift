import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A registration") struct RegistrationTests {
    /// Bob is the registrar's endpoint.
    private final class Office: @unchecked Sendable {
        var registrar: Registrar
        var password = "secret"

        init(lifetime: Duration = .seconds(300)) {
            var configuration = Registrar.Configuration()
            configuration.nonceLifetime = lifetime
            self.registrar = Registrar(realm: "example.com", configuration: configuration, tokens: TokenSource(SeededRandom(seed: 9)))
        }
    }

    private func world(_ office: Office) -> SignallingWorld {
        var world = SignallingWorld(seed: 3) { side, configuration in configuration.acceptsRegistrations = side == .bob }
        world.reflexes[.bob] = { endpoint, effect, now in
            guard case .requestReceived(let key, let request, let peer) = effect else { return [] }
            let credential = office.registrar.username(of: request).map { DigestCredential(username: $0, password: office.password) }
            let (response, _) = office.registrar.registerReceived(request, from: peer, credential: credential, at: now)
            return endpoint.respond(key, response, at: now)
        }
        return world
    }

    private func register(_ world: inout SignallingWorld, password: String = "secret", expires: UInt32 = 300) -> SIPRegistrationKey {
        world.act(.alice) { endpoint, now in
            endpoint.register(
                SIPAccount(
                    address: SIPURI(user: "1001", host: "example.com"), registrar: SIPPeer(SignallingWorld.address(.bob)),
                    credential: DigestCredential(username: "1001", password: password), expires: expires), at: now)
        }
    }

    @Test("answers the challenge, is kept alive and removed")
    func lifecycle() {
        let office = Office()
        var world = self.world(office)
        let key = self.register(&world)
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["registered 300"])
        #expect(world.sent("alice: REGISTER") == 2)
        let binding = office.registrar.bindings(of: "1001", at: world.now).first
        #expect(binding?.contact.description == "sip:1001@192.0.2.1:5060")
        #expect(binding?.peer.address == SignallingWorld.address(.alice))
        world.run(.seconds(600))
        #expect(world.transcript(.alice).filter { $0 == "registered 300" }.count >= 3)
        #expect(office.registrar.bindings(of: "1001", at: world.now).count == 1)
        world.act(.alice) { $0.unregister(key, at: $1) }
        world.run(.seconds(1))
        #expect(world.transcript(.alice).last == "unregistered")
        #expect(office.registrar.bindings(of: "1001", at: world.now).isEmpty)
    }

    @Test("reuses its nonce with a growing count until that is stale")
    func nonceReuse() {
        let office = Office(lifetime: .seconds(500))
        var world = self.world(office)
        _ = self.register(&world)
        world.run(.seconds(300))
        // First challenged, then one refresh with the same nonce.
        #expect(world.sent("bob: SIP/2.0 401") == 1)
        world.run(.seconds(300))
        #expect(world.sent("bob: SIP/2.0 401") == 2)
        #expect(world.transcript(.alice).allSatisfy { $0 == "registered 300" })
    }

    @Test("with a wrong password fails and is tried again no faster than once a minute")
    func wrongPassword() {
        let office = Office()
        var world = self.world(office)
        _ = self.register(&world, password: "wrong")
        world.run(.seconds(59))
        #expect(world.transcript(.alice) == ["registration failed 403"])
        office.password = "wrong"
        world.run(.seconds(2))
        #expect(world.transcript(.alice) == ["registration failed 403", "registered 300"])
    }

    @Test("shorter than the registrar allows is asked for again as long as it must be")
    func tooBrief() {
        let office = Office()
        var world = self.world(office)
        _ = self.register(&world, expires: 10)
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["registered 30"])
    }

    @Test("runs out when it is not refreshed")
    func expires() {
        let office = Office()
        var world = self.world(office)
        _ = self.register(&world)
        world.run(.seconds(1))
        world.swallows = { _, _ in true }
        world.run(.seconds(301))
        #expect(office.registrar.nextDeadline != nil)
        #expect(office.registrar.tick(at: world.now).count == 1)
        #expect(office.registrar.bindings(of: "1001", at: world.now).isEmpty)
        #expect(world.transcript(.alice).last == "registration failed 408")
    }

    @Test("of someone else is refused")
    func someoneElse() {
        let office = Office()
        var world = self.world(office)
        world.act(.alice) { endpoint, now in
            endpoint.register(
                SIPAccount(
                    address: SIPURI(user: "1002", host: "example.com"), registrar: SIPPeer(SignallingWorld.address(.bob)),
                    credential: DigestCredential(username: "1001", password: "secret")), at: now)
        }
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["registration failed 403"])
        #expect(office.registrar.bindings(of: "1002", at: world.now).isEmpty)
    }

    @Test("is answered 405 by an endpoint that takes none")
    func notHere() {
        var world = SignallingWorld()
        _ = self.register(&world)
        world.run(.seconds(1))
        #expect(world.transcript(.alice) == ["registration failed 405"])
        #expect(world[.bob].transactionCount == 0)
    }
}
