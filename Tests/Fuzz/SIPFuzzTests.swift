import Protocols
import Testing
import TestKit
import Vocabulary

/// Mutated signalling: nothing traps, what is refused leaves no state, and all state ends.
@Suite("Mutated signalling") struct SIPFuzzTests {
    private func endpoint(_ host: UInt32, seed: UInt64) -> SIPEndpoint {
        var configuration = SIPEndpoint.Configuration(local: SocketAddress(ip: .v4(host), port: 5060))
        configuration.acceptsRegistrations = true
        configuration.maximumCalls = 50
        configuration.maximumTransactions = 200
        configuration.streams = [.tcp: SocketAddress(ip: .v4(host), port: 5060)]
        return SIPEndpoint(configuration, tokens: TokenSource(SeededRandom(seed: seed)))
    }

    @Test("an endpoint takes anything")
    func strangers() throws {
        print("fuzz seed \(Fuzz.seed), \(Fuzz.rounds) rounds")
        var random = SeededRandom(seed: Fuzz.seed)
        var endpoint = self.endpoint(0xC000_0201, seed: Fuzz.seed)
        var registrar = Registrar(realm: "hotline", tokens: TokenSource(SeededRandom(seed: Fuzz.seed)))
        let corpus = try Fuzz.corpus("sip") + Fuzz.torture()
        var now = Instant.zero
        for round in 0..<Fuzz.rounds {
            let bytes = Mutation.mutate(corpus[round % corpus.count], &random)
            now = now + .milliseconds(Int64(random.next() % 400))
            var effects = endpoint.datagramReceived(bytes, from: SocketAddress(ip: .v4(UInt32(truncatingIfNeeded: random.next())), port: 5060), at: now)
            effects += endpoint.tick(at: now)
            for effect in effects { _ = self.react(effect, &endpoint, &registrar, &random, at: now) }
            self.expectStable(bytes, round)
        }
        #expect(endpoint.callCount <= 50)
        #expect(endpoint.transactionCount <= 400)
    }

    /// What was accepted is written as something that is accepted again, and means the same.
    private func expectStable(_ bytes: [UInt8], _ round: Int) {
        guard case .request(let request)? = try? SIPMessage(datagram: bytes) else { return }
        guard case .request(let again)? = try? SIPMessage(datagram: request.bytes) else {
            Issue.record("round \(round), seed \(Fuzz.seed): what was accepted is not accepted again")
            return
        }
        #expect(again.uri == request.uri && again.callID == request.callID, "round \(round), seed \(Fuzz.seed)")
        let incoming = SIPCallerIdentity(request, isTrusted: true)
        _ = (incoming.number, SIPRedirections(request.headers).firstDialled, SIPTelephoneNumber(request.uri)?.digits, SIPReason.all(request.headers))
    }

    private func react(_ effect: SIPEndpoint.Effect, _ endpoint: inout SIPEndpoint, _ registrar: inout Registrar, _ random: inout SeededRandom, at now: Instant) -> [SIPEndpoint.Effect] {
        switch effect {
        case .incomingCall(let call, let incoming):
            var media = OfferAnswer(media: SocketAddress(ip: .loopback, port: 4000), sessionID: 1)
            guard let sdp = incoming.offer.map({ try? media.offerReceived($0) }) ?? (try? media.makeOffer()) else { return endpoint.reject(call, status: 488, at: now) }
            let early = random.next() % 2 == 0 ? endpoint.progress(call, sdp: sdp, at: now) : endpoint.ring(call, at: now)
            return early + (random.next() % 4 == 0 ? endpoint.hangUp(call, at: now) : endpoint.answer(call, sdp: sdp, at: now))
        case .requestReceived(let key, let request, let peer):
            return endpoint.respond(key, registrar.registerReceived(request, from: peer, credential: DigestCredential(username: "1", password: "x"), at: now).0, at: now)
        case .callAnswered(let call, _), .changeAccepted(let call, _): return endpoint.acknowledge(call, sdp: [1], at: now)
        case .changeRequested(let call, _): return random.next() % 3 == 0 ? endpoint.refuseChange(call, status: 488, at: now) : endpoint.acceptChange(call, sdp: [1], at: now)
        case .transferRequested(let call, _): return random.next() % 3 == 0 ? endpoint.refuseTransfer(call, status: 603, at: now) : endpoint.acceptTransfer(call, at: now)
        default: return []
        }
    }

    /// Two endpoints that talk while every third datagram is damaged on its way: in-dialog requests get as far as they can.
    @Test("two endpoints over a wire that damages survive each other", arguments: 0..<8)
    func damagedWire(_ part: Int) {
        let seed = Fuzz.seed &+ UInt64(part) &* 7919
        var random = SeededRandom(seed: seed)
        var wire = Wire(self.endpoint(0xC000_0201, seed: seed), self.endpoint(0xC000_0202, seed: seed &+ 1))
        var registrar = Registrar(realm: "hotline", tokens: TokenSource(SeededRandom(seed: seed)))
        for _ in 0..<max(100, Fuzz.rounds / 16) {
            wire.act(&random)
            wire.step(damage: true, &random) { effect, endpoint, random, now in self.react(effect, &endpoint, &registrar, &random, at: now) }
        }
        wire.hangUpAll()
        for _ in 0..<600 {
            wire.step(damage: false, &random, milliseconds: 1000) { effect, endpoint, random, now in self.react(effect, &endpoint, &registrar, &random, at: now) }
        }
        #expect(wire.left == [0, 0], "seed \(seed): calls and transactions that never end")
    }
}

@Suite("Messages of extreme size") struct ExtremeMessageTests {
    private func options(_ headers: String = "", callID: String = "c", body: String = "") -> [UInt8] {
        Array(
            "OPTIONS sip:400@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: \(callID)\r\nCSeq: 1 OPTIONS\r\n\(headers)\r\n\(body)"
                .utf8)
    }

    private func status(_ bytes: [UInt8]) -> Int? {
        var endpoint = SIPEndpoint(.init(local: SocketAddress(ip: .loopback, port: 5060)), tokens: TokenSource(SeededRandom(seed: 1)))
        for case .send(let answer, _) in endpoint.datagramReceived(bytes, from: SocketAddress(ip: .loopback, port: 5061), at: .zero) {
            return Int(String(decoding: answer.dropFirst(8).prefix(3), as: UTF8.self))
        }
        return nil
    }

    @Test("are answered or dropped, never trapped on")
    func extremes() {
        #expect(self.status(self.options("Content-Length: 2147483648\r\n")) == 400)
        #expect(self.status(self.options("Content-Length: 18446744073709551616\r\n")) == 400)
        #expect(self.status(self.options(callID: String(repeating: "x", count: 4096))) == 200)
        #expect(self.status(self.options("Subject: 你好\u{202E}\r\n 🎙️\r\n\tfolded\r\n")) == 200)
        #expect(self.status(self.options("s: \(String(repeating: "y", count: 40_000))\r\n", body: String(repeating: "z", count: 20_000))) == 200)
        #expect(self.status(self.options(String(repeating: "X-A: b\r\n", count: 260))) == nil, "too many header fields to answer")
        #expect(self.status([UInt8](repeating: 0x41, count: 65_535)) == nil)
        #expect(self.status([UInt8](repeating: 0x0A, count: 65_535)) == nil)
        #expect(self.status(self.options("Via: \(String(repeating: "SIP/2.0/UDP h;branch=z9hG4bK,", count: 500))SIP/2.0/UDP h\r\n")) == 200)
    }
}
