import Contracts
import Runtime
import Security
import ServiceLifecycle
import Store
import Vocabulary

/// The media gateway as a service among others: serves calls until told to stop, then lets them end.
public struct GatewayService: Service {
    /// To stand before this service in the group, so that it ends after it.
    public let journal: Journal
    private let gateway: Gateway
    private let recorder: SealedRecorder

    /// - Throws: when a port is taken, or the spool cannot be opened.
    public init(platform: Platform, settings: GatewaySettings) throws {
        journal = try Journal(platform: platform)
        recorder = SealedRecorder(FolderBlobStore(platform.folders.blobs), sealer: platform.sealer, log: platform.log, metrics: platform.metrics)
        gateway = try Gateway(
            settings,
            on: GatewayPlatform(
                instance: platform.instance, bus: platform.bus, time: platform.time, log: platform.log, metrics: platform.metrics,
                journal: JournalledCalls(journal: journal), sealing: SealedNumbers(sealer: platform.sealer),
                credentials: DeviceCredentials(people: People(platform.database, platform.sealer)),
                registrations: PostgresRegistrations(platform.database), recorder: recorder))
        platform.readiness.require("sip") { [gateway] in gateway.isListening ? nil : "not listening yet" }
    }

    public func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { await recorder.run() }
            try await withGracefulShutdownHandler {
                try await gateway.run()
            } onGracefulShutdown: {
                Task { await gateway.drain() }
            }
            recorder.finish()
            try await group.waitForAll()
        }
    }
}

/// Calls' events in the journal.
struct JournalledCalls: CallJournal {
    let journal: Journal

    /// A full journal counts and logs what it refuses.
    func record(_ draft: EventDraft) async { try? journal.record(draft) }
}

/// Callers' numbers under the key of whoever has the number.
struct SealedNumbers: NumberSealing {
    let sealer: Sealer

    func seal(_ number: Masked<String>, tenant: TenantID, kind: String, subject: String) async throws -> Sealed<String> {
        try await sealer.seal(number.revealed, person: sealer.person(number: number.revealed, tenant: tenant), kind: kind, subject: subject)
    }
}
