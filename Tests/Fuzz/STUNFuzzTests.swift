import Protocols
import TestKit
import Testing

/// STUN on the corpus beside this file and on mutations of it.
@Suite("Mutated STUN") struct STUNFuzzTests {
    @Test("a message may be anything: what was read is written and read again, and an answer is hardly longer than its question")
    func messages() throws {
        let corpus = try Fuzz.hexadecimal("stun/messages")
        try #require(corpus.count >= 10)
        var random = SeededRandom(seed: Fuzz.seed &+ 30), read = 0, answered = 0
        print("fuzz seed \(Fuzz.seed), \(Fuzz.rounds) rounds")
        for round in 0..<Fuzz.rounds + corpus.count {
            var bytes = corpus[round % corpus.count]
            if round >= corpus.count { bytes = Self.mutate(bytes, &random) }
            if let answer = STUNBinding.answer(to: bytes, from: SocketAddress(ip: .v6(random.next(), random.next()), port: UInt16(truncatingIfNeeded: random.next()))) {
                answered += 1
                #expect(answer.count <= bytes.count + 40)
                #expect(try STUNMessage(answer).transaction == Array(bytes[8..<20]))
            }
            guard let message = try? STUNMessage(bytes) else { continue }
            read += 1
            _ = (message.mappedAddress, message.errorCode)
            let again = try STUNMessage(message.bytes(fingerprint: message.hasFingerprint))
            #expect(again.kind == message.kind && again.transaction == message.transaction && again.attributes.dropLast() == message.attributes.dropLast())
        }
        #expect(read > corpus.count && answered > 0)
    }

    /// Mutations of which many still have the cookie and a length that is right.
    private static func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = Mutation.mutate(bytes, &random)
        guard bytes.count >= 20, random.next() % 3 != 0 else { return bytes }
        bytes += [UInt8](repeating: 0, count: -bytes.count & 3)
        let length = UInt16(truncatingIfNeeded: bytes.count - 20)
        bytes.replaceSubrange(2..<8, with: [UInt8(length >> 8), UInt8(truncatingIfNeeded: length), 0x21, 0x12, 0xA4, 0x42])
        return bytes
    }
}
