import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("RFC 4475 torture messages", .enabled(if: TortureCorpus.folder != nil, Comment(rawValue: TortureCorpus.absence)))
struct TortureTests {
    private static let peer = SocketAddress(ip: .v4(0xC000_0263), port: 5099)

    private func endpoint() -> SIPEndpoint {
        var configuration = SIPEndpoint.Configuration(local: SocketAddress(ip: .loopback, port: 5060))
        configuration.acceptsRegistrations = true
        return SIPEndpoint(configuration, tokens: TokenSource(SeededRandom(seed: 1)))
    }

    @Test("every message has a verdict")
    func complete() throws {
        #expect(Set(try TortureCorpus.names()) == Set(TortureVerdict.all.map(\.name)))
        #expect(TortureVerdict.all.count == 49)
    }

    @Test("the verdict holds", arguments: TortureVerdict.all)
    func verdict(_ verdict: TortureVerdict) throws {
        var endpoint = self.endpoint()
        let effects = endpoint.datagramReceived(try TortureCorpus.message(verdict.name), from: Self.peer, at: .zero)
        switch verdict.outcome {
        case .answered(let status):
            #expect(self.statuses(effects) == [status])
            #expect(endpoint.transactionCount == 0, "no state for a message that was turned away or needed none")
        case .rings:
            let call = try #require(effects.compactMap { if case .incomingCall(let key, _) = $0 { key } else { nil } }.first)
            #expect(self.statuses(effects) + self.statuses(endpoint.trying(call, at: .zero)) == [100])
        case .registers:
            #expect(effects.contains { if case .requestReceived = $0 { true } else { false } })
        case .ignored:
            #expect(effects.isEmpty)
            _ = try SIPMessage(datagram: try TortureCorpus.message(verdict.name))
        case .refused(let status):
            #expect(self.statuses(effects) == [status])
            #expect(endpoint.transactionCount == 0)
            #expect(throws: SIPParseError.self) { try SIPMessage(datagram: try TortureCorpus.message(verdict.name)) }
        case .dropped:
            #expect(self.statuses(effects).isEmpty)
            #expect(throws: SIPParseError.self) { try SIPMessage(datagram: try TortureCorpus.message(verdict.name)) }
        }
    }

    @Test("what was parsed is written and parsed again to the same", arguments: TortureVerdict.all)
    func roundTrip(_ verdict: TortureVerdict) throws {
        guard case .request(let request) = try? SIPMessage(datagram: TortureCorpus.message(verdict.name)) else { return }
        guard case .request(let again) = try SIPMessage(datagram: request.bytes) else { return }
        #expect(again.method == request.method)
        #expect(again.uri == request.uri)
        #expect(again.vias == request.vias)
        #expect(again.from == request.from)
        #expect(again.to == request.to)
        #expect(again.callID == request.callID)
        #expect(again.cSeq == request.cSeq)
        #expect(again.contacts == request.contacts)
        #expect(again.body == request.body)
    }

    @Test("the registrar turns away an address of record of an unknown scheme")
    func unknownSchemeRegisters() throws {
        guard case .request(let request) = try SIPMessage(datagram: TortureCorpus.message("unksm2")) else { return }
        var registrar = Registrar(realm: "example.com", tokens: TokenSource(SeededRandom(seed: 2)))
        #expect(registrar.registerReceived(request, from: SIPPeer(Self.peer), credential: nil, at: .zero).0.status == 400)
    }

    @Test("the registrar challenges a scheme of authentication that nobody knows")
    func unknownAuthentication() throws {
        guard case .request(let request) = try SIPMessage(datagram: TortureCorpus.message("regaut01")) else { return }
        var registrar = Registrar(realm: "example.com", tokens: TokenSource(SeededRandom(seed: 2)))
        let response = registrar.registerReceived(request, from: SIPPeer(Self.peer), credential: nil, at: .zero).0
        #expect(response.status == 401)
        #expect(response.headers.all(.wwwAuthenticate).count == 2)
    }

    @Test("what is not supported is named, that of a proxy is not (bext01)")
    func unsupportedNamed() throws {
        var endpoint = self.endpoint()
        let effects = endpoint.datagramReceived(try TortureCorpus.message("bext01"), from: Self.peer, at: .zero)
        let answer = effects.compactMap { if case .send(let bytes, _) = $0 { text(bytes) } else { nil } }.first
        #expect(answer?.contains("Unsupported: nothingsupportsthis, nothingsupportsthiseither\r\n") == true)
    }

    private func statuses(_ effects: [SIPEndpoint.Effect]) -> [Int] {
        effects.compactMap { effect in
            guard case .send(let bytes, _) = effect, case .response(let response) = try? SIPMessage(datagram: bytes) else {
                // A rejection of a message without From or To is no complete response: read its status line.
                guard case .send(let bytes, _) = effect else { return nil }
                return Int(String(decoding: bytes.dropFirst(8).prefix(3), as: UTF8.self))
            }
            return response.status
        }
    }
}
