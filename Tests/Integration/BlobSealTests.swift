import Security
import Testing

@Suite(FreshDatabase()) struct BlobSealTests {
    @Test("a blob opens by its name and subject alone, and not once its person is erased") func opens() async throws {
        let database = try await FreshDatabase.asService(.ticketing)
        let sealer = try Sealer(MasterKey(SecureRandom.bytes(32)), database: database)
        let person = sealer.person(customer: nil, call: "C1", tenant: "t")
        let seal = try await BlobSeal(sealer, person: person, kind: "recording", subject: "C1")
        let sound = [UInt8](repeating: 0xD5, count: 16_000)
        let blob = seal.seal(sound, name: "recordings/C1/0")
        #expect(try await BlobSeal.open(blob, name: "recordings/C1/0", kind: "recording", subject: "C1", by: sealer) == sound)
        await #expect(throws: SealingError.self) { try await BlobSeal.open(blob, name: "recordings/C1/1", kind: "recording", subject: "C1", by: sealer) }
        await #expect(throws: SealingError.self) { try await BlobSeal.open(blob, name: "recordings/C1/0", kind: "recording", subject: "C2", by: sealer) }
        for count in [0, 10, 40, blob.count - 1] {
            await #expect(throws: SealingError.self) { try await BlobSeal.open(Array(blob.prefix(count)), name: "recordings/C1/0", kind: "recording", subject: "C1", by: sealer) }
        }
        try await sealer.erase(person)
        await #expect(throws: SealingError.self) { try await BlobSeal.open(blob, name: "recordings/C1/0", kind: "recording", subject: "C1", by: sealer) }
        await database.close()
    }
}
