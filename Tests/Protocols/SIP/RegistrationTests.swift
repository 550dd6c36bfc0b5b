import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A registration") struct RegistrationTests {
    /// Bob is the registrar's endpoint.
    private final class Office: @unchecked Sendable {
        var registrar: Registrar
        var password = "secret"

        /// The MD5 challenge of a REGISTER without credentials.
        var digestChallenge: String {
            let fields = SIPFields(
                vias: [SIPVia(transport: "UDP", host: "h", port: nil, branch: "z9hG4bK0")], from: SIPNameAddress(uri: SIPURI(host: "h"), tag: "1"),
                to: SIPNameAddress(uri: SIPURI(user: "1001", host: "example.com")), callID: "0", cSeq: SIPSequence(number: 1, method: .register))
            let request = SIPRequest(.register, SIPURI(host: "example.com"), fields: fields)
            let response = self.registrar.registerReceived(request, from: SIPPeer(SignallingWorld.address(.carol)), credential: nil, at: .zero).0
            return response.headers.all(.wwwAuthenticate).map(\.text).first { $0.contains("MD5") } ?? ""
        }

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

    @Test("that is refreshed is left alone when its first time has come, and ends at its last")
    func refreshedInTime() throws {
        let office = Office()
        var world = self.world(office)
        _ = self.register(&world)
        world.run(.seconds(1))
        let first = try #require(office.registrar.nextDeadline)
        world.run(.seconds(400))
        #expect(first < world.now && office.registrar.tick(at: world.now).isEmpty)
        let next = try #require(office.registrar.nextDeadline)
        #expect(next > world.now && office.registrar.bindings(of: "1001", at: world.now).first?.expires == next)
        #expect(office.registrar.tick(at: next).count == 1)
        #expect(office.registrar.nextDeadline == nil)
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

    /// Bob's registrar hears a REGISTER of 1001 with these headers, credentials included.
    private func heard(_ office: Office, _ headers: String, number: UInt32 = 1, contact: String = "<sip:1001@10.0.0.1>", from peer: SIPPeer) throws -> (SIPResponse, [SIPBindingChange]) {
        let challenge = try #require(DigestChallenge(office.digestChallenge))
        let answer = DigestResponse(to: challenge, credential: DigestCredential(username: "1001", password: "secret"), method: .register, uri: "sip:example.com", cnonce: "c", count: number)
        let bytes = """
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/TLS 10.0.0.1:5061;branch=z9hG4bK\(number)
            From: <sip:1001@example.com>;tag=1
            To: <sip:1001@example.com>
            Call-ID: flow\(number)
            CSeq: \(number) REGISTER
            Contact: \(contact)
            Authorization: \(answer.text)
            \(headers)Content-Length: 0


            """.wire
        guard case .request(let request) = try SIPMessage(datagram: bytes) else { throw SIPParseError(.empty, offset: 0) }
        return office.registrar.registerReceived(request, from: peer, credential: DigestCredential(username: "1001", password: "secret"), at: .zero)
    }

    @Test(
        "lists a contact as it was given, escaped headers and unknown parameters too (RFC 4475 §3.3.12 to §3.3.14)",
        arguments: ["<sip:1001@10.0.0.1?Route=%3Csip:sip.example.com%3E>", "<sip:1001@10.0.0.1;unknownparam>", "<sip:+19725552222@10.0.0.1;unknownparam>"])
    func contacts(_ contact: String) throws {
        let (response, _) = try self.heard(Office(), "", contact: contact, from: SIPPeer(SignallingWorld.address(.carol)))
        #expect(response.status == 200 && text(response.bytes).contains("\r\nContact: \(contact);"), "\(text(response.bytes))")
    }

    @Test("for a time that cannot be read lasts an hour (§10.2.1.1)", arguments: ["junk", "99999999999", "-1"])
    func malformedExpires(_ text: String) throws {
        let (response, _) = try self.heard(Office(), "", contact: "<sip:1001@10.0.0.1>;expires=\(text)", from: SIPPeer(SignallingWorld.address(.carol)))
        #expect(response.status == 200 && response.contacts.first?.parameters["expires"] == "3600")
    }

    @Test("keeps its path for calls, and gets it back (RFC 3327 §5.3)")
    func path() throws {
        let office = Office()
        let (response, _) = try self.heard(office, "Supported: path\nPath: <sip:edge.example.com;lr>\n", from: SIPPeer(SignallingWorld.address(.carol)))
        #expect(response.status == 200)
        #expect(response.headers[.path] == "<sip:edge.example.com;lr>")
        #expect(office.registrar.bindings(of: "1001", at: .zero).first?.path == ["<sip:edge.example.com;lr>"])
    }

    @Test("over a new connection takes the old one's place by instance and reg-id (RFC 5626 §6)")
    func outbound() throws {
        let office = Office()
        let address = SocketAddress(ip: .v4(0xC633_6401), port: 40_000)
        let flow = ";reg-id=1;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>\""
        for (number, connection) in [(1, 5), (2, 6)] as [(UInt32, UInt64)] {
            let (response, _) = try self.heard(
                office, "Supported: outbound\n", number: number, contact: "<sip:1001@10.0.0.\(number);ob>" + flow, from: SIPPeer(address, transport: .tls, connection: connection))
            #expect(response.headers[.require] == "outbound")
        }
        let bindings = office.registrar.bindings(of: "1001", at: .zero)
        #expect(bindings.map(\.peer.connection) == [6])
        #expect(bindings.first?.flow?.registration == 1)
    }

    @Test("ends with the connection that is the only way to the phone (RFC 5626 §5.3)")
    func flowGone() throws {
        let office = Office()
        let peer = SIPPeer(SocketAddress(ip: .v4(0xC633_6401), port: 40_000), transport: .tls, connection: 5)
        _ = try self.heard(office, "", from: peer)
        #expect(office.registrar.connectionClosed(4).isEmpty)
        guard case .removed(let gone)? = office.registrar.connectionClosed(5).first else { Issue.record("still there"); return }
        #expect(gone.user == "1001")
        #expect(office.registrar.bindings(of: "1001", at: .zero).isEmpty)
    }

    @Test("of ours names its instance, so that calls come along its connection (RFC 5626 §4.2)")
    func ownInstance() {
        let office = Office()
        var world = self.world(office)
        world.act(.alice) { endpoint, now in
            var account = SIPAccount(address: SIPURI(user: "1001", host: "example.com"), registrar: SIPPeer(SignallingWorld.address(.bob)), credential: nil)
            account.instance = "urn:uuid:1"
            return endpoint.register(account, at: now).1
        }
        #expect(text(world.lastBytes).contains(";reg-id=1;+sip.instance=\"<urn:uuid:1>\"\r\n"))
        #expect(text(world.lastBytes).contains("Supported: outbound, path\r\n"))
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
