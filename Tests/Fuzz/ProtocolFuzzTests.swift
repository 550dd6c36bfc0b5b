import Foundation
import Protocols
import Testing
import TestKit
import Vocabulary

/// Mutated messages: nothing may trap, and what is refused leaves no state. Bounded; `HOTLINE_FUZZ_SEED` and
/// `HOTLINE_FUZZ_ROUNDS` run more.
@Suite("Mutated bytes") struct ProtocolFuzzTests {
    static let seed = ProcessInfo.processInfo.environment["HOTLINE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_250_101
    static let rounds = ProcessInfo.processInfo.environment["HOTLINE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 4000

    private static let seeds: [String] = [
        "INVITE sip:400@192.0.2.1;user=phone SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\nFrom: \"张\" <sip:13800000000@example.com>;tag=1\r\nTo: <sip:400@example.com>\r\nCall-ID: a@b\r\nCSeq: 1 INVITE\r\nContact: <sip:c@192.0.2.9>\r\nRecord-Route: <sip:p.example.com;lr>, <sip:q.example.com>\r\nSession-Expires: 1800;refresher=uac\r\nSupported: timer\r\nContent-Type: application/sdp\r\nContent-Length: 92\r\n\r\nv=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 101\r\n",
        "REGISTER sip:example.com SIP/2.0\r\nv: SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bK2\r\nf: <sip:1@example.com>;tag=2\r\nt: <sip:1@example.com>\r\ni: r\r\nCSeq: 2 REGISTER\r\nm: *\r\nExpires: 0\r\nAuthorization: Digest username=\"1\", realm=\"hotline\", nonce=\"x.y\", uri=\"sip:example.com\", response=\"00\", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"z\"\r\nl: 0\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK3;received=1.2.3.4;rport=99\r\nFrom: <tel:+86-400-123>;tag=3\r\nTo: sip:x@y;tag=4\r\nCall-ID: q\r\nCSeq: 3 INVITE\r\nContact: <sips:a:b@[::1]:5061;transport=tls?h=%20>\r\nContent-Length: 0\r\n\r\n",
        "OPTIONS\u{20}sip:a SIP/2.0\r\nVia: SIP / 2.0 / UDP\r\n  host ; branch = z9hG4bK\r\nFrom: a<sip:a>\r\nTo: b <sip:b>\r\nCall-ID: 1\r\nCSeq: 0009\r\n OPTIONS\r\n\r\n",
        "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK5\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: a@b\r\nCSeq: 2 BYE\r\n\r\n",
    ]

    private static let dictionary = [
        "\r\n", "\r\n ", ";", ",", "\"", "<", ">", "%", "%00", "\0", "=", ":", "@", " ", "z9hG4bK", "SIP/2.0", "Content-Length: 4294967296", "a=ptime:", "\u{FEFF}", "é", "99999999999999999999", "-1",
        "[::", "]",
    ]

    private func corpus() -> [[UInt8]] {
        var corpus = Self.seeds.map { Array($0.utf8) }
        guard let folder = ProcessInfo.processInfo.environment["HOTLINE_TORTURE"], let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return corpus }
        for name in names.sorted() where name.hasSuffix(".dat") { if let data = FileManager.default.contents(atPath: folder + "/" + name) { corpus.append([UInt8](data)) } }
        return corpus
    }

    private func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            guard !bytes.isEmpty else { return bytes }
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch random.next() % 6 {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(contentsOf: Array(Self.dictionary.randomElement(using: &random)!.utf8), at: at)
            case 3: bytes = Array(bytes[..<at])
            case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + Int.random(in: 1...40, using: &random))], at: at)
            default: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &random)))
            }
        }
        return bytes
    }

    @Test("a SIP endpoint takes anything")
    func sip() {
        print("fuzz seed \(Self.seed), \(Self.rounds) rounds")
        var random = SeededRandom(seed: Self.seed)
        var configuration = SIPEndpoint.Configuration(local: SocketAddress(ip: .v4(0xC000_0201), port: 5060))
        configuration.acceptsRegistrations = true
        configuration.maximumCalls = 50
        configuration.maximumTransactions = 200
        var endpoint = SIPEndpoint(configuration, tokens: TokenSource(SeededRandom(seed: Self.seed)))
        var registrar = Registrar(realm: "hotline", tokens: TokenSource(SeededRandom(seed: Self.seed)))
        let corpus = self.corpus()
        var now = Instant.zero
        for round in 0..<Self.rounds {
            let bytes = self.mutate(corpus[round % corpus.count], &random)
            now = now + .milliseconds(Int64(random.next() % 400))
            var effects = endpoint.datagramReceived(bytes, from: SocketAddress(ip: .v4(UInt32(truncatingIfNeeded: random.next())), port: 5060), at: now)
            effects += endpoint.tick(at: now)
            for effect in effects { self.react(effect, &endpoint, &registrar, &random, at: now) }
            if let request = self.request(bytes) {
                guard case .request(let again)? = try? SIPMessage(datagram: request.bytes) else {
                    Issue.record("round \(round), seed \(Self.seed): what was accepted is not accepted again"); continue
                }
                #expect(again.uri == request.uri && again.callID == request.callID)
            }
        }
        #expect(endpoint.callCount <= 50)
        #expect(endpoint.transactionCount <= 400)
    }

    private func request(_ bytes: [UInt8]) -> SIPRequest? {
        guard case .request(let request)? = try? SIPMessage(datagram: bytes) else { return nil }
        return request
    }

    private func react(_ effect: SIPEndpoint.Effect, _ endpoint: inout SIPEndpoint, _ registrar: inout Registrar, _ random: inout SeededRandom, at now: Instant) {
        switch effect {
        case .incomingCall(let call, let incoming):
            var media = OfferAnswer(media: SocketAddress(ip: .loopback, port: 4000), sessionID: 1)
            if let offer = incoming.offer, let answer = try? media.offerReceived(offer) { _ = endpoint.answer(call, sdp: answer, at: now) } else { _ = endpoint.reject(call, status: 488, at: now) }
            if random.next() % 2 == 0 { _ = endpoint.hangUp(call, at: now) }
        case .requestReceived(let key, let request, let peer):
            let response = registrar.registerReceived(request, from: peer, credential: DigestCredential(username: "1", password: "x"), at: now).0
            _ = endpoint.respond(key, response, at: now)
        case .changeRequested(let call, _): _ = endpoint.refuseChange(call, status: 488, at: now)
        default: break
        }
    }

    @Test("session descriptions may be anything")
    func sdp() {
        var random = SeededRandom(seed: Self.seed &+ 1)
        let good = Array(
            "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\na=sendonly\r\nm=audio 4000/2 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\na=rtcp:4001 IN IP4 1.2.3.4\r\nm=video 0 RTP/AVP 31\r\nc=IN IP6 ::1\r\n"
                .utf8)
        for round in 0..<Self.rounds {
            let bytes = self.mutate(good, &random)
            var media = OfferAnswer(media: SocketAddress(ip: .loopback, port: 4000), sessionID: 1)
            guard let answer = try? media.offerReceived(bytes) else { continue }
            #expect((try? SessionDescription(answer)) != nil, "round \(round), seed \(Self.seed)")
        }
    }

    @Test("media packets may be anything")
    func media() {
        var random = SeededRandom(seed: Self.seed &+ 2)
        var reception = RTPReception()
        var buffer = JitterBuffer(filler: 0xFF)
        var events = TelephoneEventReceiver()
        let rtp = RTPHeader(marker: true, payloadType: 101, sequence: 65_000, timestamp: .max - 100, ssrc: 7).packet([1, 0x8A, 3, 0x20] + [UInt8](repeating: 5, count: 160))
        let rtcp = RTCPPacket.senderReport(ssrc: 1, RTCPSenderInfo(ntp: 1, rtpTimestamp: 2, packets: 3, octets: 4), []).bytes + RTCPPacket.description(ssrc: 1, cname: "x").bytes
        var output = [UInt8](repeating: 0, count: 160)
        for round in 0..<Self.rounds {
            let now = Instant(nanoseconds: Int64(round) * 5_000_000)
            self.mutate(round % 3 == 0 ? rtcp : rtp, &random).withUnsafeBytes { raw in
                _ = MediaDatagram(raw)
                _ = try? RTCPPacket.parse(raw)
                guard let (header, range) = try? RTPHeader.parse(raw) else { return }
                let payload = UnsafeRawBufferPointer(rebasing: raw[range])
                _ = reception.packetReceived(header, at: now)
                buffer.insert(payload, timestamp: header.timestamp, at: now)
                if let event = TelephoneEvent(payload) { _ = events.eventReceived(event, timestamp: header.timestamp, at: now) }
            }
            _ = events.tick(at: now)
            _ = reception.report()
            if round % 4 == 0 { _ = output.withUnsafeMutableBytes { buffer.pull(into: $0, quiet: round % 8 == 0, at: now) } }
        }
    }
}
