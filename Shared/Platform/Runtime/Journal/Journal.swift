import Contracts
import Logging
import ServiceLifecycle
import Store
import Synchronization
import Vocabulary

/// The journalled way to append: for services whose state is in memory and that must not wait for the database.
///
/// `record` never blocks. One writer batches what came while the last commit was under way; while the database is away
/// it appends to a sealed spool on the disk, which is flushed in order when it is back, also after a restart. An event
/// whose commit went unanswered is sent again and known by its id.
///
/// In a service group it stands before the services that record, so that it ends after them.
public final class Journal: Service {
    private struct State {
        var queue: JournalQueue
        var isStopping = false
        var isSpooling = false
        var trouble: String?
    }

    private let platform: Platform
    private let settings: JournalSettings
    private let spool: JournalSpool
    private let counts: JournalCounts
    private let bell = Bell()
    private let state: Mutex<State>

    /// Its file lies in the spool's folder, named after the service and the instance's index.
    /// - Throws: `SealingError.spool` when the file cannot be opened or is another process's.
    public init(platform: Platform, settings: JournalSettings = JournalSettings()) throws {
        self.platform = platform
        self.settings = settings
        let path = platform.folders.spool + "/events-\(platform.service.rawValue)-\(platform.index)"
        spool = try JournalSpool(path, key: platform.sealer.spoolKey, bound: settings.spool)
        counts = JournalCounts(platform.metrics)
        state = Mutex(State(queue: JournalQueue(bound: settings.memory)))
    }

    /// Events are going to the disk: new calls should get the cached prompt.
    public var isSpooling: Bool { state.withLock { $0.isSpooling } }

    /// Takes an event; it will be in the log, in the order of recording.
    /// - Throws: when memory and spool are full; the event is then not recorded.
    public func record(_ draft: EventDraft) throws(JournalFull) {
        guard state.withLock({ $0.queue.add(draft) }) else {
            counts.refused.add()
            throw JournalFull()
        }
        bell.ring()
    }

    /// Writes until told to stop, then what is left: into the log, or while the database is away onto the disk.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            while await step() {}
        } onCancelOrGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.bell.ring()
        }
    }

    // MARK: The writer

    /// - Returns: false when there is nothing left to do and we are told to stop.
    private func step() async -> Bool {
        let (batch, isStopping) = state.withLock { ($0.queue.take(settings.batch), $0.isStopping) }
        let isBehind = await !spool.isEmpty
        if batch.isEmpty, !isBehind {
            if !isStopping { await bell.wait(atMost: nil) }
            return !isStopping
        }
        let isKept = isBehind ? await keep(batch) : await write(batch)
        let isFlushed = isBehind ? await flush() : isKept
        await show()
        if isStopping, !isFlushed {
            await leave()
            return false
        }
        if !isFlushed { await bell.wait(atMost: settings.retry) }
        return true
    }

    /// Into the log; onto the disk when that fails.
    private func write(_ batch: [EventDraft]) async -> Bool {
        do {
            try await commit(batch)
            return true
        } catch { return await keep(batch) }
    }

    private func keep(_ batch: [EventDraft]) async -> Bool {
        guard !batch.isEmpty else { return true }
        do {
            try await spool.append(batch)
            counts.spooled.add(batch.count)
            return true
        } catch {
            state.withLock { $0.queue.putBack(batch) }
            report("events cannot be written to the spool and stay in memory: \(error)")
            return false
        }
    }

    /// - Returns: false while the database is away.
    private func flush() async -> Bool {
        do {
            try await commit(try await spool.next(settings.batch))
            try await spool.taken()
            report(nil)
            return true
        } catch is CancellationError { return false } catch {
            report("the spool cannot be flushed: \(error)")
            return false
        }
    }

    /// Told to stop without the database: what is still in memory must reach the disk.
    private func leave() async {
        let rest = state.withLock { $0.queue.take(.max) }
        guard await !keep(rest) else { return }
        counts.refused.add(rest.count)
        platform.log.critical("events are lost: neither the database nor the spool takes them", metadata: ["count": "\(rest.count)"])
    }

    // MARK: The log

    private func commit(_ batch: [EventDraft]) async throws {
        if platform.sealer.hasPendingKeys { try await platform.sealer.storePendingKeys() }
        do { try await append(batch) } catch let error as StoreError where Self.isReject(error) {
            for draft in batch { try await appendAlone(draft) }
        }
    }

    private func append(_ batch: [EventDraft]) async throws {
        try await platform.database.transaction { transaction in
            for draft in batch { transaction.append(draft) }
        }
        counts.committed.add(batch.count)
    }

    private func appendAlone(_ draft: EventDraft) async throws {
        do { try await append([draft]) } catch let error as StoreError where Self.isReject(error) {
            try await spool.reject(draft)
            counts.rejected.add()
            platform.log.error("the database refuses an event; it is kept beside the spool", metadata: ["id": "\(draft.id)", "type": "\(draft.type)", "error": "\(error)"])
        }
    }

    /// The event itself is at fault (SQLSTATE classes 22 and 23): trying again cannot help.
    private static func isReject(_ error: StoreError) -> Bool {
        switch error.code {
        case .invalidParameter: true
        case .refused(let state): state.hasPrefix("22") || state.hasPrefix("23")
        default: false
        }
    }

    // MARK: What is shown

    private func show() async {
        let octets = await spool.octets
        counts.octets.set(octets)
        let (waiting, was) = state.withLock { state in
            defer { state.isSpooling = octets > 0 }
            return (state.queue.count, state.isSpooling)
        }
        counts.waiting.set(waiting)
        guard was != (octets > 0) else { return }
        platform.log.warning(was ? "the spool is flushed: events go to the log again" : "the database is away: events go to the spool")
    }

    /// One line when the trouble begins or changes.
    private func report(_ trouble: String?) {
        let isNews = state.withLock { state in
            defer { state.trouble = trouble }
            return state.trouble != trouble
        }
        if isNews, let trouble { platform.log.error("the journal is in trouble", metadata: ["error": "\(trouble)"]) }
    }
}
