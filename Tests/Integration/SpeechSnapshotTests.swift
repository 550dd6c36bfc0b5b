import Contracts
import Security
import SpeechIntentCore
import SpeechIntentShell
import Runtime
import Store
import StorePostgres
import Testing
import Vocabulary

@Suite(FreshDatabase()) struct SpeechSnapshotTests {
    private func state(_ call: CallID, turn: Int) -> ConversationState {
        var state = ConversationState(call: call, caller: "13800138000")
        state.turn = turn
        state.transcript = [TranscriptLine(.caller, "我家暖气不热")]
        return state
    }

    @Test("a state is committed sealed, read elsewhere, fenced by its epoch, and gone after the call") func snapshots() async throws {
        let database = try await FreshDatabase.asService(.speechIntent)
        _ = try await Schema(ServiceName.speechIntent.schema, SpeechIntentSchema.migrations).migrate(database)
        let sealer = try Sealer(MasterKey(SecureRandom.bytes(32)), database: database)
        let one = PostgresSnapshots(database: database, seal: sealer), two = PostgresSnapshots(database: database, seal: sealer)
        #expect(try await one.load("C1") == nil)
        #expect(try await one.save(state("C1", turn: 1), of: "C1", epoch: 1, tenant: "t"))
        #expect(try await one.save(state("C1", turn: 2), of: "C1", epoch: 1, tenant: "t"))
        #expect(try await two.load("C1") == state("C1", turn: 2))
        let stored = try await database.query("SELECT state FROM conversation_snapshot") { try $0.get("state", as: String.self) }
        #expect(stored.count == 1 && !stored[0].contains("13800138000") && !stored[0].contains("暖气"))

        #expect(try await two.save(state("C1", turn: 3), of: "C1", epoch: 2, tenant: "t"))
        #expect(try await !one.save(state("C1", turn: 4), of: "C1", epoch: 1, tenant: "t"))
        try await one.remove("C1", epoch: 1)
        #expect(try await two.load("C1")?.turn == 3)
        try await two.sweep(olderThan: 1)
        #expect(try await two.load("C1")?.turn == 3)
        try await database.execute("UPDATE conversation_snapshot SET saved_at = saved_at - interval '2 hours'")
        try await two.sweep(olderThan: 1)
        #expect(try await two.load("C1") == nil)
        #expect(try await two.save(state("C1", turn: 3), of: "C1", epoch: 2, tenant: "t"))
        try await two.remove("C1", epoch: 2)
        #expect(try await two.load("C1") == nil)
        await database.close()
    }
}
