import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("Mutated session descriptions and streams") struct SDPFuzzTests {
    @Test("offers may be anything; an answer is always well-formed and has a line for each of the offer's")
    func offers() throws {
        var random = SeededRandom(seed: Fuzz.seed &+ 1)
        let corpus = try Fuzz.corpus("sdp")
        for round in 0..<Fuzz.rounds {
            let bytes = Mutation.mutate(corpus[round % corpus.count], &random)
            _ = Preconditions(bytes).areMet
            var media = OfferAnswer(media: SocketAddress(ip: .loopback, port: 4000), sessionID: 1)
            guard let answer = try? media.offerReceived(bytes) else { continue }
            #expect(try SessionDescription(answer).media.count == SessionDescription(bytes).media.count, "round \(round), seed \(Fuzz.seed)")
        }
    }

    @Test("answers may be anything")
    func answers() throws {
        var random = SeededRandom(seed: Fuzz.seed &+ 3)
        let corpus = try Fuzz.corpus("sdp")
        var media = OfferAnswer(media: SocketAddress(ip: .loopback, port: 4000), sessionID: 1)
        for round in 0..<Fuzz.rounds {
            guard (try? media.makeOffer()) != nil else { Issue.record("round \(round): an offer is pending for ever"); return }
            _ = try? media.answerReceived(Mutation.mutate(corpus[round % corpus.count], &random))
        }
    }

    @Test("streams may be anything: however they are cut, the same messages come out")
    func streams() throws {
        var random = SeededRandom(seed: Fuzz.seed &+ 4)
        let corpus = try Fuzz.corpus("stream") + Fuzz.corpus("sip")
        for round in 0..<Fuzz.rounds {
            let bytes = Mutation.mutate(corpus[round % corpus.count], &random)
            var whole = SIPStreamFramer(.accepted, limit: 8192), cut = SIPStreamFramer(.accepted, limit: 8192)
            let expected = (try? whole.bytesReceived(bytes)) ?? []
            var pieces: [SIPStreamFramer.Piece] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = rest.prefix(Int.random(in: 1...60, using: &random))
                rest = rest.dropFirst(part.count)
                pieces += (try? cut.bytesReceived(part)) ?? []
            }
            #expect(pieces == expected, "round \(round), seed \(Fuzz.seed)")
            #expect((cut.failure == nil) == (whole.failure == nil), "round \(round), seed \(Fuzz.seed)")
        }
    }
}
