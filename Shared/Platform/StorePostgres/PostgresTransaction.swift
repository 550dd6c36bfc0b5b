import Contracts
import Store
import Vocabulary

/// Lives as long as its body and on the connection's thread. BEGIN goes out with the first statement, what is posted with
/// the next, and the events with the COMMIT: a round trip for each answer that the body waits for, and one for its end. A
/// body that only appends needs no BEGIN: the append is atomic by itself.
final class PostgresTransaction: Transaction {
    private let link: PostgresLink
    private var drafts: [EventDraft] = []
    private var posted: [SQL] = []
    /// To be done after the commit.
    private(set) var waiting: [@Sendable () -> Void] = []

    init(_ link: PostgresLink) { self.link = link }

    private(set) var hasBegun = false
    /// A failure spoils the whole transaction, whatever its body makes of it.
    private var hasFailed = false

    func query<Value>(_ sql: SQL, _ value: (any Row) throws -> Value) throws -> [Value] { try send(sql)?.rows(value) ?? [] }
    func execute(_ sql: SQL) throws -> Int { try send(sql)?.affected ?? 0 }
    func post(_ sql: SQL) { posted.append(sql) }
    func append(_ draft: EventDraft) { drafts.append(draft) }
    func afterCommit(_ act: @escaping @Sendable () -> Void) { waiting.append(act) }

    private func send(_ sql: SQL) throws -> PostgresResult? {
        let batch = takePosted() + [sql]
        hasBegun = true
        do { return try link.run(batch).last } catch {
            hasFailed = true
            throw error
        }
    }

    /// What is to be sent before anything else: BEGIN if need be, and what was posted.
    private func takePosted() -> [SQL] {
        defer { posted = [] }
        return (hasBegun ? [] : [SQL(migration: "BEGIN")]) + posted
    }

    /// Whether there is more to commit than events.
    private var hasChanges: Bool { hasBegun || !posted.isEmpty }

    /// The last statements: the stream heads are locked only from here on, and no longer than the COMMIT takes.
    func finish(as instance: InstanceID?) throws -> [Envelope] {
        guard !hasFailed else { throw StoreError(.refused(sqlState: "25P02"), "a statement of the transaction failed and its error was swallowed") }
        guard hasChanges || !drafts.isEmpty else { return [] }
        let streams = try streams(of: instance)
        let events = instance.flatMap { drafts.isEmpty ? nil : statement($0, streams) }
        guard hasChanges else { return try placed(events.map { try link.run($0) }, streams, instance) }
        let batch = takePosted() + (events.map { [$0] } ?? []) + [SQL(migration: "COMMIT")]
        hasBegun = true
        let results = try link.run(batch)
        // A COMMIT may answer ROLLBACK, which is no error to libpq.
        guard results.last?.command == "COMMIT" else { throw StoreError(.refused(sqlState: "25P02"), "the transaction was not committed") }
        return try placed(events == nil ? nil : results.dropLast().last, streams, instance)
    }

    private func streams(of instance: InstanceID?) throws -> [StreamName] {
        guard !drafts.isEmpty else { return [] }
        guard let instance else { throw StoreError(.refused(sqlState: "HL001"), "this connection has no instance to append events as") }
        guard let service = instance.service else { throw StoreError(.refused(sqlState: "HL002"), "\(instance) does not begin with a service's name") }
        return drafts.map { StreamName(of: $0.subject, in: service) }
    }

    private func placed(_ numbered: PostgresResult?, _ streams: [StreamName], _ instance: InstanceID?) throws -> [Envelope] {
        guard let numbered, let instance else { return [] }
        let numbers: [Int64] = try numbered.rows { try $0.get("seq") }
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
