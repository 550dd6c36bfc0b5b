import Protocols

/// Who calls, as it may be shown: taken from the signalling as it is, never altered, never hidden by us.
public struct CallerIdentity: Equatable, Sendable {
    /// The number; nil when the caller withholds it, or there is none.
    public var number: String?
    /// The caller asked for privacy (RFC 3323 §4.2): it goes with the call.
    public var isWithheld: Bool

    public init(number: String?, isWithheld: Bool = false) {
        self.number = number
        self.isWithheld = isWithheld
    }

    /// - Parameter isTrusted: the trunk's P-Asserted-Identity is believed; a stranger's could say anything (RFC 3325 §5).
    public init(_ request: SIPRequest, isTrusted: Bool) {
        isWithheld = request.headers.all(.privacy).contains { field in
            field.text.lowercased().split { $0 == ";" || $0 == "," || $0 == " " }.contains { ["id", "user", "header"].contains($0) }
        }
        let asserted = isTrusted ? Self.asserted(request) : nil
        let shown = asserted ?? request.from.uri.decodedUser
        let isNumber = shown.map { !$0.isEmpty && $0.lowercased() != "anonymous" } ?? false
        number = isNumber && !isWithheld ? shown : nil
    }

    private static func asserted(_ request: SIPRequest) -> String? {
        for field in request.headers.all(.pAssertedIdentity) {
            for part in field.text.split(separator: ",") {
                let bare = part.split(separator: "<").last.map { $0.prefix { $0 != ">" } } ?? part
                if let user = (try? SIPURI(String(bare).trimmingBlanks))?.decodedUser, !user.isEmpty { return user }
            }
        }
        return nil
    }

    /// What a call of ours says of the caller whose call it carries on.
    /// - Parameters:
    ///   - host: ours, for the address of record.
    ///   - isTrusted: the callee may be told the asserted identity.
    public func headers(host: String, isTrusted: Bool) -> (from: SIPNameAddress, headers: [SIPHeaders.Field]) {
        guard let number else {
            // RFC 3323 §4.1.1.3.
            let from = SIPNameAddress(uri: SIPURI(user: "anonymous", host: "anonymous.invalid"), displayName: "Anonymous")
            return (from, isWithheld ? [SIPHeaders.Field(.privacy, "id")] : [])
        }
        let uri = SIPURI(user: number, host: host)
        return (SIPNameAddress(uri: uri), isTrusted ? [SIPHeaders.Field(.pAssertedIdentity, "<\(uri)>")] : [])
    }
}

extension String {
    fileprivate var trimmingBlanks: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
