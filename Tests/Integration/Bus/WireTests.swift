@testable import BusZeroMQ
import Contracts
import TestKit
import Testing
import Vocabulary

/// Frames as peers send them.
@Suite("Frames of the bus") struct WireTests {
    @Test func headersComeBack() {
        let header = RequestHeader(.cancel, 0x0102_0304_0506_0708, millisecondsLeft: 500)
        #expect(header.bytes == [1, 2, 8, 7, 6, 5, 4, 3, 2, 1, 0xF4, 1, 0, 0])
        #expect(RequestHeader(header.bytes) == header)
    }

    @Test(arguments: [[], [1], [2, 1] + Array(repeating: 0, count: 12), [1, 9] + Array(repeating: 0, count: 12), [1, 1] + Array(repeating: 0, count: 13)] as [[UInt8]])
    func otherBytesAreNoHeader(bytes: [UInt8]) { #expect(RequestHeader(bytes) == nil) }

    @Test func answersAndFailuresComeBack() throws {
        let failure = RequestFailure(.conflict, "already closed")
        for result: Result<[UInt8], RequestFailure> in [.success([1, 2]), .success([]), .failure(failure)] {
            let frames = result.frames(to: 7)
            #expect(Result(try #require(RequestHeader(frames[0])), body: frames[1]) == result)
        }
        let unreadable = Result(RequestHeader(.failure, 7), body: [0xFF])
        #expect(throws: RequestFailure.self) { try unreadable?.get() }
    }

    @Test func envelopesComeBack() {
        for seq: Int64 in 1...2 { #expect(Envelope(Envelope.sample(seq).frames) == Envelope.sample(seq)) }
        // A later version's further attribute stands before the body.
        var frames = Envelope.sample(1).frames
        frames.insert([1, 2, 3], at: frames.count - 1)
        #expect(Envelope(frames) == Envelope.sample(1))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func damagedFramesNeverTrap(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            var frames = Envelope.sample(2).frames
            switch Int.random(in: 0...2, using: &random) {
            case 0: frames.remove(at: .random(in: 0..<frames.count, using: &random))
            case 1: frames[.random(in: 0..<frames.count, using: &random)] = random.bytes(.random(in: 0...12, using: &random))
            default: frames.removeLast(.random(in: 0...frames.count, using: &random))
            }
            if let envelope = Envelope(frames) { #expect(Envelope(envelope.frames) == envelope, "seed \(seed)") }
            _ = RequestHeader(random.bytes(14))
            _ = AdmissionQuestion((0..<9).map { _ in random.bytes(.random(in: 0...40, using: &random)) })
        }
    }

    @Test func rawKeysBecomeTheirText() throws {
        #expect(KeyPair.text(ofRaw: Array(repeating: 0, count: 32)) == String(repeating: "0", count: 40))
        #expect(KeyPair.text(ofRaw: Array(repeating: 0, count: 31)) == nil)
        let keys = try KeyPair()
        #expect(keys.publicKey.utf8.count == 40 && keys.secretKey.utf8.count == 40 && keys.publicKey != keys.secretKey)
    }
}
