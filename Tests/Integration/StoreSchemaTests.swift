import Runtime
import Store
import StorePostgres
import Testing

@Suite(FreshDatabase()) struct StoreSchemaTests {
    @Test("migrations are applied once, in order, also by two programs at once") func once() async throws {
        let first = try await FreshDatabase.asService(.ticketing), second = try await FreshDatabase.asService(.ticketing, "b")
        let schema = try Schema("ticketing", [Migration("0001-tables", "CREATE TABLE a (n int); CREATE TABLE b (n int);"), Migration("0002-more.sql", "ALTER TABLE a ADD m text")])
        async let one = schema.migrate(first)
        async let two = schema.migrate(second)
        #expect(try await (one + two).sorted() == ["0001-tables", "0002-more"])
        #expect(try await schema.migrate(first) == [])
        await first.close()
        await second.close()
    }

    @Test("a changed or unknown migration is an error that names it") func refusals() async throws {
        let database = try await FreshDatabase.asService(.ticketing)
        let steps = [Migration("0001-tables", "CREATE TABLE a (n int)"), Migration("0002-more", "CREATE TABLE b (n int)")]
        _ = try await Schema("ticketing", steps).migrate(database)
        await #expect(throws: SchemaError.newer(schema: "ticketing", migration: "0002-more")) { try await Schema("ticketing", [steps[0]]).migrate(database) }
        let changed = [Migration("0001-tables", "CREATE TABLE a (n bigint)"), steps[1]]
        await #expect(throws: SchemaError.changed(schema: "ticketing", migration: "0001-tables")) { try await Schema("ticketing", changed).migrate(database) }
        #expect(throws: SchemaError.misnumbered(schema: "ticketing", migration: "0003-x", expected: 1)) { try Schema("ticketing", [Migration("0003-x", "")]) }
        await database.close()
    }

    @Test("a step that fails leaves nothing of itself and keeps what came before") func partial() async throws {
        let database = try await FreshDatabase.asService(.ticketing)
        let good = Migration("0001-tables", "CREATE TABLE a (n int)")
        await #expect(throws: StoreError.self) {
            try await Schema("ticketing", [good, Migration("0002-bad", "CREATE TABLE b (n int); SELECT 1/0;")]).migrate(database)
        }
        #expect(try await Schema("ticketing", [good, Migration("0002-mended", "CREATE TABLE b (n int)")]).migrate(database) == ["0002-mended"])
        await database.close()
    }

    @Test("the platform's schema is up to date the second time") func platform() async throws {
        let owner = FreshDatabase.asOwner()
        #expect(try await PlatformSchema.migrate(owner) == [])
        await owner.close()
    }
}
