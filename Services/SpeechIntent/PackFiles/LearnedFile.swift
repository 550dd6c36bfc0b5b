import Foundation
import SpeechIntentCore

/// What was learnt of a pack, on disk: a start reads it back in milliseconds, where learning takes seconds.
///
/// The line `hotline-weights 1`, the fingerprint (UInt64), the features (a UInt32 of how many, then UInt64 each), five rows of
/// numbers (a UInt32 of how many, then Float32 each), and a `Fingerprint` of all that (UInt64). Little-endian.
public struct LearnedFile: Sendable {
    public let path: String
    private static let header = Array("hotline-weights 1\n".utf8)

    public init(_ path: String) { self.path = path }

    /// In the folder of the models, named by the industry and the embedder, if there is one.
    public init(models: String, industry: String, embedder: String?) {
        self.path = "\(models)/embed/learned-\(industry)-\(embedder ?? "words").bin"
    }

    /// Nil when there is no file, or it is damaged or cut short: the pack is then learnt anew.
    public func read() -> LearnedWeights? {
        guard let data = FileManager.default.contents(atPath: self.path) else { return nil }
        return data.withUnsafeBytes { bytes in
            let end = bytes.count - 8
            guard end > Self.header.count, bytes.starts(with: Self.header) else { return nil }
            var print = Fingerprint()
            print.add(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
            guard print.value == bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self) else { return nil }
            var rows = Rows(bytes: UnsafeRawBufferPointer(rebasing: bytes[..<end]), offset: Self.header.count)
            return Self.weights(&rows)
        }
    }

    private static func weights(_ rows: inout Rows) -> LearnedWeights? {
        guard let fingerprint = rows.numbers(of: UInt64.self, count: 1)?.first, let features = rows.row(of: UInt64.self),
            let rarity = rows.row(of: Float.self), let words = rows.row(of: Float.self), let mean = rows.row(of: Float.self),
            let factor = rows.row(of: Float.self), let meanings = rows.row(of: Float.self)
        else { return nil }
        return LearnedWeights(
            fingerprint: fingerprint, features: features, rarity: rarity, words: words, mean: mean, factor: factor, meanings: meanings)
    }

    /// Replaces the file at once, so that a reader sees the old one or the new one.
    public func write(_ learned: LearnedWeights) throws {
        var data = Data(Self.header)
        withUnsafeBytes(of: learned.fingerprint) { data.append(contentsOf: $0) }
        Self.append(learned.features, to: &data)
        for row in [learned.rarity, learned.words, learned.mean, learned.factor, learned.meanings] { Self.append(row, to: &data) }
        var print = Fingerprint()
        data.withUnsafeBytes { print.add($0) }
        withUnsafeBytes(of: print.value) { data.append(contentsOf: $0) }
        try data.write(to: URL(fileURLWithPath: self.path), options: .atomic)
    }

    private static func append<Number: BitwiseCopyable>(_ row: [Number], to data: inout Data) {
        withUnsafeBytes(of: UInt32(clamping: row.count)) { data.append(contentsOf: $0) }
        row.withUnsafeBytes { data.append(contentsOf: $0) }
    }
}

/// Rows of numbers front to back, each no longer than what is left.
private struct Rows {
    let bytes: UnsafeRawBufferPointer
    var offset: Int

    mutating func row<Number: BitwiseCopyable>(of type: Number.Type) -> [Number]? {
        self.numbers(of: UInt32.self, count: 1)?.first.flatMap { self.numbers(of: type, count: Int($0)) }
    }

    mutating func numbers<Number: BitwiseCopyable>(of type: Number.Type, count: Int) -> [Number]? {
        let length = count * MemoryLayout<Number>.stride
        guard self.bytes.count - self.offset >= length else { return nil }
        let part = UnsafeRawBufferPointer(rebasing: self.bytes[self.offset..<self.offset + length])
        self.offset += length
        return [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: part)
            initialized = count
        }
    }
}

extension Understanding {
    /// With what was learnt before, if it is of this pack; else learnt now and kept. A folder that cannot be written to
    /// costs the next start its seconds and nothing else.
    public init(pack: Pack, tables: CharacterTables, vectors: ExampleVectors? = nil, file: LearnedFile) {
        let known = file.read()
        self.init(pack: pack, tables: tables, vectors: vectors, known: known)
        let learned = self.learned
        if learned.fingerprint != known?.fingerprint { try? file.write(learned) }
        // The readers make their word lists at the first utterance: not while a caller waits.
        _ = self.understand("你好", context: UnderstandingContext(today: CalendarDate(dayNumber: 0)))
    }
}
