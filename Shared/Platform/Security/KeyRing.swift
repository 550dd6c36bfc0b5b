import Contracts
import Store
import Synchronization
import Vocabulary

/// The data keys of everybody, the recently used ones in memory. While the database is away new keys are kept in a
/// spool, and stored when it is back.
final class KeyRing: Sendable {
    private struct State {
        var byID: [String: DataKey] = [:]
        var newest: [DataSubject: String] = [:]
        /// Not in the database yet.
        var pending: [WrappedKey] = []
        var spool: SealedFile?
        var refreshedAt = ContinuousClock.now
    }

    private static let bound = 4096
    private static let spoolBound = 16 << 20
    /// How long a key that another process destroyed may still open here.
    private static let lifetime = Duration.seconds(600)

    private let master: MasterKey
    private let database: any Database
    private let state: Mutex<State>

    init(_ master: MasterKey, _ database: any Database, spool path: String?) throws {
        self.master = master
        self.database = database
        var first = State()
        if let path {
            let file = try SealedFile(path, key: master.derived("spool"), bound: Self.spoolBound)
            first.pending = try file.records(from: 0, limit: .max).records.map { try Body.decode(WrappedKey.self, from: $0) }
            first.spool = file
        }
        for wrapped in first.pending {
            let key = try wrapped.unwrapped(by: master)
            first.byID[key.id] = key
            first.newest[key.subject] = key.id
        }
        state = Mutex(first)
    }

    var hasPending: Bool { state.withLock { !$0.pending.isEmpty } }

    /// The key to seal with: one that the person has, or a new one.
    func key(for subject: DataSubject) async throws -> DataKey {
        refresh()
        if let known = state.withLock({ state in state.newest[subject].flatMap { state.byID[$0] } }) { return known }
        if let stored = try await stored(for: subject) { return remember(stored) }
        let fresh = DataKey.make(for: subject)
        try await store(fresh)
        return remember(fresh)
    }

    /// The key that a box names.
    /// - Throws: `SealingError.erased` when it is nowhere.
    func key(named id: String) async throws -> DataKey {
        refresh()
        if let known = state.withLock({ $0.byID[id] }) { return known }
        let found = try await database.query("SELECT id, tenant, person, wrapped FROM platform.data_key(\(id))", Self.wrapped).first
        guard let found else { throw SealingError(.erased, "data key \(id) does not exist (any more)") }
        return remember(try found.unwrapped(by: master))
    }

    /// Puts what waits into the database; before events that were sealed with it.
    func storePending() async throws {
        let waiting = state.withLock { $0.pending }
        guard !waiting.isEmpty else { return }
        for key in waiting { try await put(key) }
        try state.withLock { state in
            state.pending.removeAll { waiting.contains($0) }
            if state.pending.isEmpty { try state.spool?.clear() }
        }
    }

    func erase(_ subject: DataSubject) async throws -> Int {
        let count = try await database.query("SELECT platform.erase_person(\(subject.tenant), \(subject.pseudonym)) AS n") { try $0.get("n", as: Int.self) }.first ?? 0
        state.withLock { state in
            state.newest[subject] = nil
            state.byID = state.byID.filter { $0.value.subject != subject }
        }
        return count
    }

    /// Drops from memory, now and then, what can be read again.
    private func refresh() {
        guard database.isReachable else { return }
        state.withLock { state in
            guard state.refreshedAt.duration(to: .now) > Self.lifetime else { return }
            state.refreshedAt = .now
            let waiting = Set(state.pending.map(\.id))
            state.byID = state.byID.filter { waiting.contains($0.key) }
            state.newest = state.newest.filter { waiting.contains($0.value) }
        }
    }

    private func stored(for subject: DataSubject) async throws -> DataKey? {
        do {
            let found = try await database.query(
                """
                SELECT id, tenant, person, wrapped FROM platform.newest_data_key(\(subject.tenant), \(subject.pseudonym))
                """, Self.wrapped
            ).first
            return try found?.unwrapped(by: master)
        } catch let error as StoreError where error.isTransient { return nil }
    }

    private func store(_ key: DataKey) async throws {
        let wrapped = key.wrapped(by: master)
        do { try await put(wrapped) } catch let error as StoreError where error.isTransient {
            try state.withLock { state in
                try state.spool?.append([Body.encode(wrapped)])
                state.pending.append(wrapped)
            }
        }
    }

    private func put(_ key: WrappedKey) async throws {
        try await database.execute("SELECT platform.put_data_key(\(key.id), \(key.tenant), \(key.pseudonym), \(key.box))")
    }

    private func remember(_ key: DataKey) -> DataKey {
        state.withLock { state in
            if state.byID.count >= Self.bound, state.pending.isEmpty {
                state.byID = [:]
                state.newest = [:]
            }
            state.byID[key.id] = key
            state.newest[key.subject] = key.id
        }
        return key
    }

    @Sendable private static func wrapped(_ row: any Row) throws -> WrappedKey {
        WrappedKey(id: try row.get("id"), tenant: try row.get("tenant"), pseudonym: try row.get("person"), box: try row.get("wrapped"))
    }
}
