/// A telephone number of a `tel:` URI, or of a `sip:` URI with `user=phone` (RFC 3966, RFC 3261 §19.1.6).
public struct SIPTelephoneNumber: Hashable, Sendable {
    /// Digits, `*` and `#`, without separators; a global number keeps its `+`.
    public let digits: String
    /// Where a local number is valid (RFC 3966 §5.1.5); nil for a global one.
    public let context: String?
    public let extensionDigits: String?

    public var isGlobal: Bool { self.digits.utf8.first == UInt8(ascii: "+") }

    /// Nil for a URI that names no number; a local number without context is taken as it is.
    public init?(_ uri: SIPURI) {
        switch uri.scheme {
        case .tel:
            guard let user = uri.user else { return nil }
            self.init(subscriber: user, uri.parameters)
        case .sip, .sips:
            guard uri.parameters["user"].map({ ASCII.equalIgnoringCase($0, "phone") }) ?? false, let user = uri.decodedUser else { return nil }
            let number = user.prefix { $0 != ";" }
            var cursor = ByteCursor(Array(user.utf8.dropFirst(number.utf8.count))[...])
            self.init(subscriber: String(number), (try? SIPParameters.parse(&cursor, header: .to)) ?? SIPParameters())
        case .other: return nil
        }
    }

    private init?(subscriber: String, _ parameters: SIPParameters) {
        let digits = subscriber.utf8.filter { !ByteSet.visual.contains($0) }
        guard !digits.isEmpty, digits.allSatisfy({ ByteSet.dialled.contains($0) }) else { return nil }
        self.digits = String(decoding: digits, as: UTF8.self).asciiLowercased
        self.context = digits.first == UInt8(ascii: "+") ? nil : parameters["phone-context"]?.asciiLowercased
        self.extensionDigits = parameters["ext"].map { String(decoding: $0.utf8.filter { !ByteSet.visual.contains($0) }, as: UTF8.self) }
    }
}

extension ByteSet {
    fileprivate static let dialled = ByteSet("+*#0123456789abcdefABCDEF")
}
