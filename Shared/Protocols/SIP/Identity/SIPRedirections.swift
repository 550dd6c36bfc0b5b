/// How a call came to be sent here: the numbers that it was forwarded from (RFC 7044, RFC 5806).
public struct SIPRedirections: Equatable, Sendable {
    public struct Step: Equatable, Sendable {
        /// The number that was dialled or that forwarded the call. Personal data: never log it.
        public let number: String
        /// Why the call went on: `unconditional`, `user-busy`, `no-answer`, or a SIP status of History-Info.
        public let reason: String?

        public init(number: String, reason: String?) {
            self.number = number
            self.reason = reason
        }
    }

    /// From the number first dialled to the last one that forwarded.
    public let steps: [Step]

    /// History-Info when it is there, else Diversion.
    public init(_ headers: SIPHeaders) {
        let history = Self.history(headers)
        self.steps = history.isEmpty ? Self.diversions(headers) : history
    }

    /// The number that the caller dialled before anybody forwarded the call; nil when nobody did.
    public var firstDialled: String? { self.steps.first?.number }

    /// RFC 7044 §5.1: entries by index; the last one is the present target.
    private static func history(_ headers: SIPHeaders) -> [Step] {
        let list = (try? SIPNameAddress.list(headers, .historyInfo)) ?? []
        let entries = list.compactMap { entry in self.index(entry).map { (index: $0, entry: entry) } }
        let sorted = entries.sorted { $0.index.lexicographicallyPrecedes($1.index) }
        return sorted.dropLast().compactMap { item in
            guard let number = self.number(item.entry.uri) else { return nil }
            let reason = item.entry.uri.header("Reason").flatMap { SIPReason(Array($0.utf8)[...]) }
            return Step(number: number, reason: reason?.cause.map { String($0) })
        }
    }

    private static func index(_ entry: SIPNameAddress) -> [Int]? {
        guard let text = entry.parameters["index"] else { return nil }
        let numbers = text.split(separator: ".").map { Int($0) }
        guard !numbers.isEmpty, numbers.count <= 32, !numbers.contains(nil) else { return nil }
        return numbers.compactMap(\.self)
    }

    /// RFC 5806 §4: the latest on top.
    private static func diversions(_ headers: SIPHeaders) -> [Step] {
        let list = (try? SIPNameAddress.list(headers, .diversion)) ?? []
        return list.reversed().compactMap { entry in
            self.number(entry.uri).map { Step(number: $0, reason: entry.parameters["reason"]) }
        }
    }

    private static func number(_ uri: SIPURI) -> String? { uri.decodedUser.map { String($0.prefix { $0 != ";" }) } }
}
