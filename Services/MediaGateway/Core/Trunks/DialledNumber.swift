import Protocols

/// Which number a caller dialled, and what may be dialled.
public enum DialledNumber {
    /// 3 to 20 digits, with a leading + or without: a number that the telephone network may know.
    public static func isTelephone(_ number: String) -> Bool {
        let digits = number.hasPrefix("+") ? number.dropFirst() : number[...]
        return (3...20).contains(digits.utf8.count) && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// A trunk at which we registered sends calls to the contact that we registered: the number is then in
    /// P-Called-Party-ID (RFC 7315 §4.2), or in To.
    public static func of(_ request: SIPRequest, through trunk: Trunk) -> String {
        let asked = request.uri.dialled ?? ""
        if trunk.countsFirstDialled, let first = SIPRedirections(request.headers).firstDialled { return first }
        guard let user = trunk.registration?.user, asked == user else { return asked }
        let party = request.headers[.other("p-called-party-id")].flatMap { text in
            (try? SIPURI(String((text.split(separator: "<").last ?? "").prefix { $0 != ">" })))?.dialled
        }
        return party ?? request.to.uri.dialled ?? asked
    }
}
