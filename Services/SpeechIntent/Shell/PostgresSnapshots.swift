import Contracts
import SpeechIntentCore
import Store
import Vocabulary

/// Snapshots as sealed rows; the epoch fences: an older conversation changes nothing any more.
public struct PostgresSnapshots: SnapshotStore {
    private let database: any Database
    private let seal: any PersonalSeal
    private static let kind = "conversation-snapshot"

    public init(database: any Database, seal: any PersonalSeal) {
        self.database = database
        self.seal = seal
    }

    public func save(_ state: ConversationState, of call: CallID, epoch: Int, tenant: TenantID) async throws -> Bool {
        let sealed = try await seal.seal(state, customer: state.customer?.id, call: call, tenant: tenant, kind: Self.kind)
        let saved = try await database.execute(
            """
            INSERT INTO conversation_snapshot (call, tenant, epoch, state) VALUES (\(call), \(tenant), \(epoch), \(sealed.box))
            ON CONFLICT (call) DO UPDATE SET epoch = excluded.epoch, state = excluded.state, saved_at = clock_timestamp()
            WHERE conversation_snapshot.epoch <= excluded.epoch
            """)
        return saved > 0
    }

    public func load(_ call: CallID) async throws -> ConversationState? {
        let boxes = try await database.query("SELECT state FROM conversation_snapshot WHERE call = \(call)") { try $0.get("state", as: String.self) }
        guard let box = boxes.first else { return nil }
        return try await seal.open(Sealed<ConversationState>(box: box), call: call, kind: Self.kind)
    }

    public func remove(_ call: CallID, epoch: Int) async throws {
        try await database.execute("DELETE FROM conversation_snapshot WHERE call = \(call) AND epoch <= \(epoch)")
    }

    public func sweep(olderThan hours: Int) async throws {
        try await database.execute("DELETE FROM conversation_snapshot WHERE saved_at < clock_timestamp() - make_interval(hours => \(hours))")
    }
}
