import Contracts
import Store
import Vocabulary

/// Lives as long as its body and on the connection's thread. BEGIN goes out with the first statement, so that a body that
/// only appends costs one round trip: the append is atomic by itself.
final class PostgresTransaction: Transaction {
    private let link: PostgresLink
    private var drafts: [EventDraft] = []
    /// To be done after the commit.
    private(set) var waiting: [@Sendable () -> Void] = []

    init(_ link: PostgresLink) { self.link = link }

    private(set) var hasBegun = false

    func query<Value>(_ sql: SQL, _ value: (any Row) throws -> Value) throws -> [Value] {
        try begin()
        return try link.run(sql).rows(value)
    }

    func execute(_ sql: SQL) throws -> Int {
        try begin()
        return try link.run(sql).affected
    }

    func append(_ draft: EventDraft) { drafts.append(draft) }

    func afterCommit(_ act: @escaping @Sendable () -> Void) { waiting.append(act) }

    private func begin() throws {
        guard !hasBegun else { return }
        try link.script("BEGIN")
        hasBegun = true
    }

    /// The last statement before the commit: the stream heads are locked only from here on.
    func writeEvents(as instance: InstanceID?) throws -> [Envelope] {
        guard !drafts.isEmpty else { return [] }
        guard let instance else { throw StoreError(.refused(sqlState: "HL001"), "this connection has no instance to append events as") }
        guard let service = instance.service else { throw StoreError(.refused(sqlState: "HL002"), "\(instance) does not begin with a service's name") }
        let streams = drafts.map { StreamName(of: $0.subject, in: service) }
        let numbers: [Int64] = try link.run(statement(instance, streams)).rows { try $0.get("seq") }
        guard numbers.count == drafts.count else { throw StoreError(.unexpectedValue, "\(drafts.count) events were appended and \(numbers.count) numbered") }
        return zip(zip(drafts, streams), numbers).map { $0.0.placed(in: $0.1, seq: $1, source: instance) }
    }

    private func statement(_ instance: InstanceID, _ streams: [StreamName]) -> SQL {
        """
        SELECT seq FROM platform.append(\(instance), \(streams.map(\.description)), \(drafts.map(\.id.value)), \(drafts.map(\.type)),
          \(drafts.map(\.subject)), \(drafts.map(\.time)), \(drafts.map(\.tenant.value)), \(drafts.map(\.causation?.value)),
          \(drafts.map(\.trace.value)), \(drafts.map { String(decoding: $0.data, as: UTF8.self) }))
        """
    }
}

extension InstanceID {
    /// An instance is named after its service: `media-gateway-01JD…`.
    var service: ServiceName? { ServiceName.allCases.first { value.hasPrefix($0.rawValue + "-") } }
}
