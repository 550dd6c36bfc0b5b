import Bus
import Contracts
import Logging
import Security
import ServiceLifecycle
import Store
import Vocabulary

/// What a running service stands on. Made once by its main, handed to its shell; tests make one of in-memory parts.
public struct Platform: Sendable {
    public var service: ServiceName
    public var instance: InstanceID
    /// Which of several instances on one machine this is, from 0.
    public var index: Int
    public var configuration: Configuration
    public var log: Logger
    public var metrics: Metrics
    public var readiness: Readiness
    public var time: any TimeSource
    public var bus: any Bus
    public var database: any Database
    public var sealer: Sealer
    public var folders: Folders

    public init(
        service: ServiceName, instance: InstanceID, index: Int, configuration: Configuration, log: Logger, metrics: Metrics,
        readiness: Readiness, time: any TimeSource, bus: any Bus, database: any Database,
        sealer: Sealer, folders: Folders
    ) {
        self.service = service
        self.instance = instance
        self.index = index
        self.configuration = configuration
        self.log = log
        self.metrics = metrics
        self.readiness = readiness
        self.time = time
        self.bus = bus
        self.database = database
        self.sealer = sealer
        self.folders = folders
    }

    /// An event as this instance would say it now.
    public func draft(_ event: some Event, tenant: TenantID, trace: TraceParent, causation: EventID? = nil) -> EventDraft {
        EventDraft(event, id: EventID(identifier()), tenant: tenant, at: time.timestamp(), trace: trace, causation: causation)
    }

    /// A new identifier that sorts by time.
    public func identifier() -> String {
        var random = SystemRandomNumberGenerator()
        return ULID.make(at: time.timestamp(), using: &random)
    }

    /// A new trace, for what no call caused.
    public func trace() -> TraceParent {
        var random = SystemRandomNumberGenerator()
        return TraceParent(using: &random)
    }

    /// Waits; throws `CancellationError` when the service is told to end meanwhile, gracefully or not.
    public func sleep(for duration: Duration) async throws {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
    }
}
