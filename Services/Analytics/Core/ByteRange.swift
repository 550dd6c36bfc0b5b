/// The part of a body that a client asks for: `Range` (RFC 9110 §14.2).
public enum ByteRange: Equatable, Sendable {
    /// No range was asked for, or none that is understood, which must be ignored.
    case whole
    case part(Range<Int>)
    /// Nothing of it exists: 416.
    case unsatisfiable

    /// - Parameter count: octets of the body.
    public init(_ header: String?, of count: Int) {
        guard let header, header.hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        // Several ranges would need a multipart body; the whole is as good an answer.
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && $0.utf8.count < 16 }) else {
            self = .whole
            return
        }
        self = Self.resolve(Int(ends[0]), Int(ends[1]), count)
    }

    private static func resolve(_ first: Int?, _ last: Int?, _ count: Int) -> ByteRange {
        switch (first, last) {
        case (nil, nil): return .whole
        case (nil, let suffix?): return suffix == 0 || count == 0 ? .unsatisfiable : .part(max(0, count - suffix)..<count)
        case (let first?, let last):
            if let last, last < first { return .whole }
            return first < count ? .part(first..<min(last ?? count - 1, count - 1) + 1) : .unsatisfiable
        }
    }
}
