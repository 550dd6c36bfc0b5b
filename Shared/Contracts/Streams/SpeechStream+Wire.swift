/// The binary form of stream messages, little-endian:
///
///     version 1 · kind 1 · …
///     kind 1, caller audio      count 2 · (handle 4 · epoch 4 · party 1 · seq 4 · length 2 · A-law)*
///     kind 2, assistant speech  count 2 · (handle 4 · epoch 4 · generation 4 · seq 4 · last 1 · length 2 · A-law)*
///     kind 3, control           handle 4 · epoch 4 · code 1 · fields of that code (StreamControl+Wire.swift)
///
/// A message is refused whole: nothing of it is used when any byte is wrong. A change of any layout is a new version.
extension SpeechStream {
    public static let version: UInt8 = 1
    /// The most frames that one message carries: a tick of 4096 calls.
    public static let maximumFrames = 4096

    private enum Kind: UInt8 { case callerAudio = 1, assistantSpeech, control }

    /// - Throws: `.tooLarge` for more than `maximumFrames` frames, or a field longer than 65,535 bytes.
    public func encoded() throws(StreamWireError) -> [UInt8] {
        var writer = StreamWriter(capacity: capacity)
        writer.byte(Self.version)
        switch self {
        case .callerAudio(let frames):
            writer.byte(Kind.callerAudio.rawValue)
            try Self.write(frames.count, to: &writer)
            for frame in frames { try frame.write(to: &writer) }
        case .assistantSpeech(let frames):
            writer.byte(Kind.assistantSpeech.rawValue)
            try Self.write(frames.count, to: &writer)
            for frame in frames { try frame.write(to: &writer) }
        case .control(let key, let control):
            writer.byte(Kind.control.rawValue)
            writer.key(key)
            try control.write(to: &writer)
        }
        return writer.bytes
    }

    /// Bytes from a peer.
    public init(decoding bytes: [UInt8]) throws(StreamWireError) {
        var reader = StreamReader(bytes)
        guard try reader.byte() == Self.version else { throw StreamWireError(.version, at: 0) }
        guard let kind = Kind(rawValue: try reader.byte()) else { throw StreamWireError(.unknown, at: 1) }
        switch kind {
        case .callerAudio: self = .callerAudio(try Self.frames(from: &reader, AudioFrame.init(from:)))
        case .assistantSpeech: self = .assistantSpeech(try Self.frames(from: &reader, SpeechFrame.init(from:)))
        case .control: self = .control(try StreamKey(from: &reader), try StreamControl(from: &reader))
        }
        try reader.finish()
    }

    /// Enough for frames of 20 ms, so that writing grows nothing.
    private var capacity: Int {
        switch self {
        case .callerAudio(let frames): 4 + 175 * frames.count
        case .assistantSpeech(let frames): 4 + 179 * frames.count
        case .control: 32
        }
    }

    private static func write(_ count: Int, to writer: inout StreamWriter) throws(StreamWireError) {
        guard count <= maximumFrames else { throw StreamWireError(.tooLarge, at: writer.bytes.count) }
        writer.short(UInt16(count))
    }

    private static func frames<Frame>(
        from reader: inout StreamReader, _ frame: (inout StreamReader) throws(StreamWireError) -> Frame
    ) throws(StreamWireError) -> [Frame] {
        let count = try reader.short()
        guard count <= maximumFrames else { throw StreamWireError(.tooLarge, at: reader.offset - 2) }
        var frames: [Frame] = []
        // No frame is shorter than 15 bytes: a peer's count cannot make us reserve more than its bytes justify.
        frames.reserveCapacity(min(count, reader.remaining / 15))
        for _ in 0..<count { frames.append(try frame(&reader)) }
        return frames
    }
}

extension StreamKey {
    init(from reader: inout StreamReader) throws(StreamWireError) {
        self.init(handle: try reader.word(), epoch: try reader.word())
    }
}

extension AudioFrame {
    fileprivate func write(to writer: inout StreamWriter) throws(StreamWireError) {
        writer.key(key)
        writer.byte(party.rawValue)
        writer.word(seq)
        try writer.block(alaw)
    }

    fileprivate init(from reader: inout StreamReader) throws(StreamWireError) {
        let key = try StreamKey(from: &reader)
        guard let party = Party(rawValue: try reader.byte()) else { throw StreamWireError(.unknown, at: reader.offset - 1) }
        self.init(key: key, party: party, seq: try reader.word(), alaw: try reader.block())
    }
}

extension SpeechFrame {
    fileprivate func write(to writer: inout StreamWriter) throws(StreamWireError) {
        writer.key(key)
        writer.word(generation)
        writer.word(seq)
        writer.flag(last)
        try writer.block(alaw)
    }

    fileprivate init(from reader: inout StreamReader) throws(StreamWireError) {
        self.init(
            key: try StreamKey(from: &reader), generation: try reader.word(), seq: try reader.word(), last: try reader.flag(),
            alaw: try reader.block())
    }
}
