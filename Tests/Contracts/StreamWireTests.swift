import Contracts
import TestKit
import Testing

@Suite("Stream messages on the wire") struct StreamWireTests {
    static let key = StreamKey(handle: 0x0102_0304, epoch: 2)
    static let controls: [StreamControl] = [
        .credit(generation: 1, upTo: 250), .played(generation: 1, frames: 7, finished: true), .played(generation: 1, frames: 7, finished: false),
        .voiceOnset(generation: 0, frames: .max), .digit(UInt8(ascii: "#")), .bridged, .resume(generation: 3), .flush(generation: 4),
        .hangUp(generation: 5), .connectDuty(generation: 6, number: Array("110".utf8)), .recordingPaused(true), .recordingPaused(false),
    ]

    @Test(arguments: controls) func controlsComeBack(control: StreamControl) throws {
        let message = SpeechStream.control(Self.key, control)
        #expect(try SpeechStream(decoding: message.encoded()) == message)
    }

    @Test func manyFramesTravelInOneMessage() throws {
        let caller = SpeechStream.callerAudio(
            (0..<200).map { frame in
                AudioFrame(key: StreamKey(handle: UInt32(frame), epoch: 1), party: frame % 2 == 0 ? .caller : .agent, seq: 9, alaw: Array(repeating: 0xD5, count: 160))
            })
        #expect(try SpeechStream(decoding: caller.encoded()) == caller)
        let speech = SpeechStream.assistantSpeech(
            (0..<50).map { seq in
                SpeechFrame(key: Self.key, generation: 3, seq: seq, last: seq == 49, alaw: Array(repeating: UInt8(seq), count: 160))
            })
        #expect(try SpeechStream(decoding: speech.encoded()) == speech)
    }

    @Test func layoutIsLittleEndianAndVersioned() throws {
        let frame = AudioFrame(key: Self.key, party: .agent, seq: 5, alaw: [0xAA, 0xBB])
        #expect(try SpeechStream.callerAudio([frame]).encoded() == [1, 1, 1, 0, 4, 3, 2, 1, 2, 0, 0, 0, 1, 5, 0, 0, 0, 2, 0, 0xAA, 0xBB])
        #expect(try SpeechStream.control(Self.key, .bridged).encoded() == [1, 3, 4, 3, 2, 1, 2, 0, 0, 0, 5])
    }

    @Test func everyTruncationIsRefused() throws {
        let frame = SpeechFrame(key: Self.key, generation: 1, seq: 2, last: true, alaw: [1, 2, 3])
        let bytes = try SpeechStream.assistantSpeech([frame, frame]).encoded()
        for length in 0..<bytes.count {
            #expect(throws: StreamWireError.self, "\(length) bytes") { try SpeechStream(decoding: Array(bytes.prefix(length))) }
        }
    }

    @Test(
        arguments: [
            ([2, 1, 0, 0], StreamWireError(.version, at: 0)), ([1, 9, 0, 0], StreamWireError(.unknown, at: 1)),
            ([1, 1, 0, 0, 7], StreamWireError(.trailing, at: 4)), ([1, 1, 255, 255], StreamWireError(.tooLarge, at: 2)),
            ([1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 99], StreamWireError(.unknown, at: 10)),
            ([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2], StreamWireError(.unknown, at: 12)),
        ] as [([UInt8], StreamWireError)])
    func refusalsSayWhatAndWhere(bytes: [UInt8], error: StreamWireError) {
        #expect(throws: error) { try SpeechStream(decoding: bytes) }
    }

    @Test func whatFitsNoMessageIsRefusedBeforeItLeaves() {
        let frame = AudioFrame(key: Self.key, party: .caller, seq: 0, alaw: [])
        #expect(throws: StreamWireError.self) { try SpeechStream.callerAudio(Array(repeating: frame, count: 4097)).encoded() }
        let long = AudioFrame(key: Self.key, party: .caller, seq: 0, alaw: Array(repeating: 0, count: 65_536))
        #expect(throws: StreamWireError.self) { try SpeechStream.callerAudio([long]).encoded() }
    }

    /// Whatever arrives either is a message, whose encoding is again those bytes, or is refused.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func damagedBytesNeverTrap(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            var bytes = try Self.message(using: &random).encoded()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                guard let index = bytes.indices.randomElement(using: &random) else { break }
                switch UInt8.random(in: 0...3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                default: bytes.removeLast(bytes.count - index)
                }
            }
            if let message = try? SpeechStream(decoding: bytes) { #expect(try message.encoded() == bytes, "seed \(seed)") }
            _ = try? SpeechStream(decoding: random.bytes(Int.random(in: 0...64, using: &random)))
        }
    }

    static func message(using random: inout SeededRandom) -> SpeechStream {
        let key = StreamKey(handle: .random(in: 0...UInt32.max, using: &random), epoch: .random(in: 0...9, using: &random))
        switch Int.random(in: 0...2, using: &random) {
        case 0: return .callerAudio((0..<UInt32.random(in: 0...5, using: &random)).map { AudioFrame(key: key, party: .caller, seq: $0, alaw: random.bytes(20)) })
        case 1: return .assistantSpeech((0..<UInt32.random(in: 0...5, using: &random)).map { SpeechFrame(key: key, generation: 1, seq: $0, last: false, alaw: random.bytes(20)) })
        default: return .control(key, controls.randomElement(using: &random) ?? .bridged)
        }
    }
}
