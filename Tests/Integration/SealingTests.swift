import Contracts
import Foundation
import Security
import Store
import StorePostgres
import Testing
import Vocabulary

@Suite(FreshDatabase()) struct SealingTests {
    private let master: MasterKey
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-\(UUID().uuidString)")

    init() throws { master = try MasterKey(SecureRandom.bytes(32)) }

    /// A database that is not there.
    private static func away() -> PostgresDatabase {
        PostgresDatabase(PostgresOptions(conninfo: "host=/nonexistent dbname=x", schema: "x", role: nil, instance: nil, applicationName: "tests"))
    }

    @Test("what one service seals another opens, by the same kind and subject alone") func opens() async throws {
        let gateway = try await FreshDatabase.asService(.mediaGateway), tickets = try await FreshDatabase.asService(.ticketing)
        let one = try Sealer(master, database: gateway), two = try Sealer(master, database: tickets)
        let person = one.person(number: "13800138000", tenant: "t")
        let sealed = try await one.seal("13800138000", person: person, kind: "media.call-started.v1", subject: "C1")
        #expect(!sealed.box.contains("138001"))
        #expect(try await two.open(sealed, kind: "media.call-started.v1", subject: "C1") == "13800138000")
        await #expect(throws: SealingError.self) { try await two.open(sealed, kind: "media.call-started.v1", subject: "C2") }
        await #expect(throws: SealingError.self) { try await two.open(sealed, kind: "other", subject: "C1") }
        await #expect(throws: SealingError.self) { try await two.open(Sealed<String>(box: "no box"), kind: "other", subject: "C1") }
        let foreign = try Sealer(MasterKey(SecureRandom.bytes(32)), database: tickets)
        await #expect(throws: SealingError.self) { try await foreign.open(sealed, kind: "media.call-started.v1", subject: "C1") }
        #expect(one.blindIndex("1", kind: "number", tenant: "t") == two.blindIndex("1", kind: "number", tenant: "t"))
        #expect(one.blindIndex("1", kind: "number", tenant: "t") != one.blindIndex("1", kind: "number", tenant: "u"))
        await gateway.close()
        await tickets.close()
    }

    @Test("a person erased is closed for ever; others are not") func erases() async throws {
        let database = try await FreshDatabase.asService(.ticketing)
        let sealer = try Sealer(master, database: database)
        let gone = sealer.person(number: "1", tenant: "t"), stays = sealer.person(number: "2", tenant: "t")
        let first = try await sealer.seal("a", person: gone, kind: "k", subject: "s"), second = try await sealer.seal("b", person: stays, kind: "k", subject: "s")
        #expect(try await sealer.erase(gone) == 1)
        do {
            _ = try await sealer.open(first, kind: "k", subject: "s")
            Issue.record("an erased person's value was opened")
        } catch let error as SealingError { #expect(error.code == .erased) }
        #expect(try await sealer.open(second, kind: "k", subject: "s") == "b")
        await database.close()
    }

    @Test("without the database new keys wait in the spool, and are stored after a restart") func spools() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let spool = folder.appendingPathComponent("keys.spool").path
        let sealed = try await sealedWithoutDatabase(spool)
        let database = try await FreshDatabase.asService(.mediaGateway), other = try await FreshDatabase.asService(.ticketing)
        try await storeAfterRestart(spool, database)
        #expect(try await Sealer(master, database: other).open(sealed, kind: "k", subject: "s") == "x")
        #expect(try !Sealer(master, database: database, spool: spool).hasPendingKeys)
        for database in [database, other] { await database.close() }
    }

    private func sealedWithoutDatabase(_ spool: String) async throws -> Sealed<String> {
        let away = Self.away()
        let sealer = try Sealer(master, database: away, spool: spool)
        let sealed = try await sealer.seal("x", person: sealer.person(number: "1", tenant: "t"), kind: "k", subject: "s")
        #expect(try await sealer.open(sealed, kind: "k", subject: "s") == "x")
        #expect(sealer.hasPendingKeys)
        await #expect(throws: StoreError.self) { try await sealer.storePendingKeys() }
        await away.close()
        return sealed
    }

    private func storeAfterRestart(_ spool: String, _ database: PostgresDatabase) async throws {
        let sealer = try Sealer(master, database: database, spool: spool)
        #expect(sealer.hasPendingKeys)
        try await sealer.storePendingKeys()
        #expect(!sealer.hasPendingKeys)
    }

    @Test("people sign in by password, link and token; disabled, by nothing") func people() async throws {
        let operators = try await FreshDatabase.asService(.operator), desk = try await FreshDatabase.asService(.agentAssist)
        let gateway = try await FreshDatabase.asService(.mediaGateway)
        let sealer = try Sealer(master, database: operators), people = People(operators, sealer)
        let alice = Person(id: "alice", tenant: "t", name: Masked("王小明"), roles: [.agent, .administrator])
        try await people.put(alice, password: Masked("secret"))
        try await people.put(DeviceCredential(phone: "1001", person: "alice", tenant: "t", realm: "hotline", password: "pw"))
        let far = Timestamp(microseconds: 4_000_000_000_000_000), past = Timestamp(microseconds: 1)

        let deskSealer = try Sealer(master, database: desk), deskPeople = People(desk, deskSealer), signIns = SignIns(desk, deskSealer)
        #expect(try await deskPeople.signIn("alice", password: Masked("secret"))?.name == Masked("王小明"))
        #expect(try await deskPeople.signIn("alice", password: Masked("wrong")) == nil)
        #expect(try await deskPeople.signIn("nobody", password: Masked("secret")) == nil)
        let token = try await signIns.issue(to: "alice", until: far)
        #expect(try await signIns.current(token)?.person.roles == [.agent, .administrator])
        #expect(try await signIns.current(Token.make()) == nil)
        #expect(try await signIns.current(signIns.issue(to: "alice", until: past)) == nil)
        let link = try await signIns.link(for: "alice", until: far)
        #expect(try await signIns.current(link) == nil)
        let redeemed = try await signIns.redeem(link, until: far)
        #expect(redeemed?.person.id == "alice")
        #expect(try await signIns.redeem(link, until: far) == nil)
        try await signIns.signOut(token)
        #expect(try await signIns.current(token) == nil)
        #expect(
            try await People(gateway, Sealer(master, database: gateway)).device("1001")?.ha1MD5
                == DeviceCredential(phone: "1001", person: "alice", tenant: "t", realm: "hotline", password: "pw").ha1MD5)

        let second = try #require(redeemed).token
        #expect(try await people.disable("alice"))
        #expect(try await signIns.current(second) == nil)
        #expect(try await deskPeople.signIn("alice", password: Masked("secret")) == nil)
        #expect(try await People(gateway, Sealer(master, database: gateway)).device("1001") == nil)
        await #expect(throws: StoreError.self) { try await signIns.issue(to: "alice", until: far) }
        for database in [operators, desk, gateway] { await database.close() }
    }

    @Test("an audit entry that was changed or taken out shows") func audit() async throws {
        let database = try await FreshDatabase.asService(.operator), owner = FreshDatabase.asOwner()
        let chain = AuditChain(database)
        for number in 1...5 { try await chain.append(actor: "root", action: "people.put", subject: "agent-\(number)", detail: "角色") }
        #expect(try await chain.firstFault() == nil)
        try await owner.execute("UPDATE platform.audit SET actor = 'nobody' WHERE seq = 3")
        #expect(try await chain.firstFault() == 3)
        try await owner.execute("UPDATE platform.audit SET actor = 'root' WHERE seq = 3")
        #expect(try await chain.firstFault() == nil)
        try await owner.execute("DELETE FROM platform.audit WHERE seq = 5")
        #expect(try await chain.firstFault() == 5)
        await database.close()
        await owner.close()
    }
}
