import Audio
import Contracts
import Protocols
import Testing
import Vocabulary

/// The numbers that the gateway decides by itself, over real sockets.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DiagnosticTests {
    @Test func echoReturnsWhatWasSaid() async throws {
        let gateway = try TestGateway()
        let address = gateway.address
        let (answered, same) = try await onThread {
            let caller = try TestCaller()
            let said = G711.aLaw(Tone(800).samples(milliseconds: 600))
            caller.saying = said
            try caller.dial("echo", at: address)
            let answered = caller.run { $0.isAnswered }
            _ = caller.run(.seconds(3)) { $0.heard.count >= 40 }
            caller.hangUp()
            _ = caller.run { $0.isEnded }
            return (answered, Array(caller.heard.flatMap(\.alaw).prefix(said.count)) == said)
        }
        #expect(answered && same)
        try await gateway.end()
        #expect(gateway.journal.types == [])
    }

    @Test func playIsHeardWithoutGaps() async throws {
        let gateway = try TestGateway()
        let address = gateway.address
        let loud = try await onThread {
            let caller = try TestCaller(codecs: [.pcmu, .pcma])
            try caller.dial("play", at: address)
            _ = caller.run(.seconds(4)) { $0.heard.count >= 60 }
            caller.hangUp()
            _ = caller.run { $0.isEnded }
            return caller.heard.prefix(60).filter { Level.power(muLaw: $0.alaw) > 1e-4 }.count
        }
        #expect(loud == 60)
        try await gateway.end()
    }
}
