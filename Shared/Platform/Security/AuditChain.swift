import Store
import Vocabulary

/// Who did what. Each entry's digest covers the one before, so that an entry that was changed or taken out shows.
public struct AuditChain: Sendable {
    public struct Entry: Hashable, Sendable {
        public var seq: Int64
        public var service: String
        public var time: Timestamp
        /// Who, by identifier.
        public var actor: String
        /// `people.put`
        public var action: String
        /// To what, by identifier.
        public var subject: String
        /// Without personal data.
        public var detail: String
        public var previous: [UInt8]
        public var digest: [UInt8]

        /// SHA-256 of the digest before and of each field as `<octets>:<UTF-8>`.
        var expected: [UInt8] {
            let fields = [String(seq), service, String(time.microseconds), actor, action, subject, detail]
            return Digest.sha256(fields.reduce(into: previous) { $0 += Array("\($1.utf8.count):\($1)".utf8) })
        }
    }

    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    @discardableResult
    public func append(actor: String, action: String, subject: String, detail: String = "") async throws -> Int64 {
        try await database.query("SELECT platform.append_audit(\(actor), \(action), \(subject), \(detail)) AS seq") { try $0.get("seq", as: Int64.self) }.first ?? 0
    }

    /// - Returns: the number of the first entry that is missing or was changed; nil when the chain is whole. For the operator.
    public func firstFault() async throws -> Int64? {
        var last: Entry?
        while true {
            let page = try await entries(after: last?.seq ?? 0)
            guard !page.isEmpty else { break }
            for entry in page {
                guard entry.seq == (last?.seq ?? 0) + 1, entry.previous == last?.digest ?? Digest.sha256([]), entry.digest == entry.expected else {
                    return (last?.seq ?? 0) + 1
                }
                last = entry
            }
        }
        let head = try await database.query("SELECT seq FROM platform.audit_head") { try $0.get("seq", as: Int64.self) }.first
        return head == last?.seq ?? 0 ? nil : (last?.seq ?? 0) + 1
    }

    func entries(after seq: Int64) async throws -> [Entry] {
        try await database.query(
            """
            SELECT seq, service, time, actor, action, subject, detail, previous, digest FROM platform.audit WHERE seq > \(seq) ORDER BY seq LIMIT 500
            """
        ) { row in
            Entry(
                seq: try row.get("seq"), service: try row.get("service"), time: try row.get("time"), actor: try row.get("actor"), action: try row.get("action"),
                subject: try row.get("subject"), detail: try row.get("detail"), previous: try row.get("previous"), digest: try row.get("digest"))
        }
    }
}
