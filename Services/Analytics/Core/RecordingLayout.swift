import Contracts

/// A call's recording as one WAVE file, and where each of its octets lies in the sealed segments: two channels of A-law at
/// 8 kHz, the caller left. Seconds that were lost are silent, so that what follows stays in its place.
public struct RecordingLayout: Equatable, Sendable {
    /// A stretch of the file.
    public enum Piece: Equatable, Sendable {
        /// Of the file's header.
        case header(Range<Int>)
        /// Octets of a segment's sound.
        case sound(blob: String, Range<Int>)
        case silence(Int)
    }

    /// Octets before the sound, in the file and in each segment.
    public static let header = 44
    /// Octets of a millisecond.
    private static let density = 16
    /// A segment that says no more of itself lasts a second.
    private static let second = 1000 * density
    /// Segments believed: a day.
    private static let most = 86_400

    private struct Part: Equatable, Sendable {
        /// Nil for what was lost.
        var blob: String?
        var start: Int
        var count: Int
    }

    private let parts: [Part]
    /// Octets of sound.
    public let sound: Int

    /// - Parameter segments: in any order, some perhaps told twice.
    public init(_ segments: [RecordingStored]) {
        let known = Dictionary(segments.map { ($0.segment, $0) }) { first, _ in first }.filter { (0..<Self.most).contains($0.key) }
        var parts: [Part] = [], start = 0
        for number in 0..<(known.keys.max().map { $0 + 1 } ?? 0) {
            let count = known[number].map { max(0, min(Int(clamping: $0.duration), 60_000)) * Self.density } ?? Self.second
            parts.append(Part(blob: known[number]?.blob, start: start, count: count))
            start += count
        }
        self.parts = parts
        sound = start
    }

    /// Octets of the file.
    public var count: Int { Self.header + sound }
    public var isEmpty: Bool { sound == 0 }
    /// In milliseconds.
    public var duration: Int { sound / Self.density }

    /// What a range of the file consists of, in order. Parts of the range beyond the file are left out.
    public func pieces(of range: Range<Int>) -> [Piece] {
        let range = range.clamped(to: 0..<count)
        var pieces: [Piece] = range.lowerBound < Self.header && !range.isEmpty ? [.header(range.clamped(to: 0..<Self.header))] : []
        let wanted = max(0, range.lowerBound - Self.header)..<max(0, range.upperBound - Self.header)
        for part in parts[first(at: wanted.lowerBound)...] {
            guard part.start < wanted.upperBound else { break }
            let overlap = wanted.clamped(to: part.start..<part.start + part.count)
            guard !overlap.isEmpty else { continue }
            pieces.append(part.blob.map { .sound(blob: $0, overlap.lowerBound - part.start..<overlap.upperBound - part.start) } ?? .silence(overlap.count))
        }
        return pieces
    }

    /// The first part that ends after an offset.
    private func first(at offset: Int) -> Int {
        var low = 0, high = parts.count
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].start + parts[middle].count > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
