import Foundation
import SpeechIntentCore

/// Sentence vectors of example phrases on disk: made once, since a few thousand phrases take minutes.
///
/// One line `hotline-vectors 1 <embedder> <dimensions>`, then for each phrase its length in bytes (UInt16), its UTF-8,
/// a scale (Float32) and one signed byte a component. Integers little-endian.
public struct VectorFile: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// In the folder of the models, named by the embedder.
    public init(models: String, embedder: String) { self.path = "\(models)/embed/phrases-\(embedder).bin" }

    /// Nil when there is no file or it is of another embedder; what follows a damaged place is left out.
    public func read(embedder: String, dimensions: Int) -> [String: [Float]]? {
        guard let data = FileManager.default.contents(atPath: self.path) else { return nil }
        var bytes = ByteCursor(Array(data))
        guard bytes.line() == Self.header(embedder, dimensions) else { return nil }
        var vectors: [String: [Float]] = [:]
        while let phrase = bytes.text(), let scale = bytes.float(), let components = bytes.take(dimensions) {
            vectors[phrase] = components.map { Float(Int8(bitPattern: $0)) * scale }
        }
        return vectors
    }

    /// Replaces the file at once, so that a reader sees the old one or the new one.
    public func write(_ vectors: [String: [Float]], embedder: String, dimensions: Int) throws {
        var data = Data((Self.header(embedder, dimensions) + "\n").utf8)
        for (phrase, vector) in vectors.sorted(by: { $0.key < $1.key }) where vector.count == dimensions {
            let text = Array(phrase.utf8.prefix(Int(UInt16.max)))
            let scale = max((vector.map(abs).max() ?? 0) / 127, .leastNormalMagnitude)
            withUnsafeBytes(of: UInt16(text.count).littleEndian) { data.append(contentsOf: $0) }
            data.append(contentsOf: text)
            withUnsafeBytes(of: scale.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            data.append(contentsOf: vector.map { UInt8(bitPattern: Int8(min(max(($0 / scale).rounded(), -127), 127))) })
        }
        try data.write(to: URL(fileURLWithPath: self.path), options: .atomic)
    }

    private static func header(_ embedder: String, _ dimensions: Int) -> String { "hotline-vectors 1 \(embedder) \(dimensions)" }
}

/// Reads a file of untrusted length front to back.
private struct ByteCursor {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, self.bytes.count - self.offset >= count else { return nil }
        defer { self.offset += count }
        return self.bytes[self.offset..<self.offset + count]
    }

    mutating func line() -> String? {
        guard let end = self.bytes[self.offset...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { self.offset = end + 1 }
        return String(decoding: self.bytes[self.offset..<end], as: UTF8.self)
    }

    mutating func text() -> String? {
        guard let length = self.take(2)?.reversed().reduce(0, { $0 << 8 | Int($1) }), let bytes = self.take(length) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func float() -> Float? {
        guard let pattern = self.take(4)?.reversed().reduce(UInt32(0), { $0 << 8 | UInt32($1) }) else { return nil }
        let value = Float(bitPattern: pattern)
        return value.isFinite ? value : nil
    }
}
