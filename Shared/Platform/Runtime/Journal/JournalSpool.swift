import Contracts
import Security
import Store
import Vocabulary

/// The file in which events wait for the database, on a thread of its own: a disk may be slow.
actor JournalSpool {
    private let thread = PinnedThread(name: "journal-spool")
    private let file: SealedFile
    private let rejects: String
    private let key: [UInt8]
    /// Where the first event that the log does not have begins.
    private var start = 0
    private var page: (drafts: [EventDraft], next: Int) = ([], 0)

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameter path: of the file; `<path>.rejected` keeps what the database refuses for what it is.
    init(_ path: String, key: [UInt8], bound: Int) throws {
        self.key = key
        rejects = path + ".rejected"
        file = try SealedFile(path, key: key, bound: bound)
    }

    deinit { thread.stop() }

    var isEmpty: Bool { start >= file.end }
    var octets: Int { file.end - start }

    func append(_ drafts: [EventDraft]) throws { try file.append(drafts.map { Body.encode(SpooledDraft($0)) }) }

    /// The next events, in order; the same ones until `taken`.
    func next(_ limit: Int) throws -> [EventDraft] {
        guard page.drafts.isEmpty, start < file.end else { return page.drafts }
        let (records, next) = try file.records(from: start, limit: limit)
        page = (try records.map { try Body.decode(SpooledDraft.self, from: $0).draft }, next)
        return page.drafts
    }

    /// The log has them. Only the end of the file is remembered across a restart: events that were taken are then sent
    /// again, and known by their ids.
    func taken() throws {
        start = page.next
        page = ([], start)
        guard start >= file.end else { return }
        try file.clear()
        start = 0
    }

    /// Keeps an event that the database will never take, for a person to look at.
    func reject(_ draft: EventDraft) throws {
        try SealedFile(rejects, key: key, bound: 16 << 20).append([Body.encode(SpooledDraft(draft))])
    }
}

/// An event as the spool holds it.
private struct SpooledDraft: Codable {
    var id: EventID
    var type: String
    var subject: String
    var time: Timestamp
    var tenant: TenantID
    var causation: EventID?
    var trace: TraceParent
    var data: String

    init(_ draft: EventDraft) {
        id = draft.id
        type = draft.type
        subject = draft.subject
        time = draft.time
        tenant = draft.tenant
        causation = draft.causation
        trace = draft.trace
        data = String(decoding: draft.data, as: UTF8.self)
    }

    var draft: EventDraft {
        EventDraft(id: id, type: type, subject: subject, time: time, tenant: tenant, causation: causation, trace: trace, data: Array(data.utf8))
    }
}
