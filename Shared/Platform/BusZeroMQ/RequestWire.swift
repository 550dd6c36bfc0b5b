import Contracts
import Vocabulary

/// The frames of requests. Asker → answerer: header, name, traceparent, body; a cancellation is a header alone.
/// Answerer → asker: header, body (the answer, or a `RequestFailure`, as JSON).
///
/// The header is 14 bytes: version 1, kind, correlation (8, little-endian), milliseconds left (4, little-endian).
struct RequestHeader: Hashable {
    enum Kind: UInt8 { case ask = 1, cancel, answer, failure }
    static let version: UInt8 = 1

    var kind: Kind
    /// Names a question among those of its asker.
    var correlation: UInt64
    /// How long the asker still waits; 0 but for questions.
    var millisecondsLeft: UInt32

    init(_ kind: Kind, _ correlation: UInt64, millisecondsLeft: UInt32 = 0) {
        self.kind = kind
        self.correlation = correlation
        self.millisecondsLeft = millisecondsLeft
    }

    /// Nil when the bytes are no header of this version.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 14, bytes[0] == Self.version, let kind = Kind(rawValue: bytes[1]),
            let correlation: UInt64 = bytes.littleEndian(at: 2), let left: UInt32 = bytes.littleEndian(at: 10)
        else { return nil }
        self.init(kind, correlation, millisecondsLeft: left)
    }

    var bytes: [UInt8] {
        [Self.version, kind.rawValue] + [UInt8](littleEndian: correlation) + [UInt8](littleEndian: millisecondsLeft)
    }
}

/// A question on its way.
struct Question: Sendable {
    var name: String
    var service: ServiceName
    var trace: TraceParent?
    var body: [UInt8]

    func frames(_ header: RequestHeader) -> [[UInt8]] {
        [header.bytes, Array(name.utf8), Array((trace?.value ?? "").utf8), body]
    }
}

extension Result<[UInt8], RequestFailure> {
    func frames(to correlation: UInt64) -> [[UInt8]] {
        switch self {
        case .success(let body): [RequestHeader(.answer, correlation).bytes, body]
        case .failure(let failure): [RequestHeader(.failure, correlation).bytes, Body.encode(failure)]
        }
    }

    /// Nil when the header is no answer's.
    init?(_ header: RequestHeader, body: [UInt8]) {
        switch header.kind {
        case .answer: self = .success(body)
        case .failure:
            let failure = try? Body.decode(RequestFailure.self, from: body)
            self = .failure(failure ?? RequestFailure(.failed, "the answerer failed in a way this program does not know"))
        case .ask, .cancel: return nil
        }
    }
}
