import AnalyticsCore
import AnalyticsShell
import Contracts
import Foundation
import Security
import Store
import Testing

/// What a gateway sealed is played by another service, second by second.
@Suite(FreshDatabase()) struct RecordingPlaybackTests {
    @Test("sealed seconds become one WAVE file, in any range; what cannot be opened is silent") func plays() async throws {
        let database = try await FreshDatabase.asService(.analytics)
        let master = try MasterKey(SecureRandom.bytes(32)), sealer = try Sealer(master, database: database)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = FolderBlobStore(folder.path)
        let person = sealer.person(customer: nil, call: "C1", tenant: "t")
        let seal = try await BlobSeal(sealer, person: person, kind: "recording", subject: "C1")
        var stored: [RecordingStored] = []
        for (number, octet) in [(0, UInt8(1)), (1, 2), (3, 3)] {
            let blob = "recordings/C1/\(number)"
            let wave = [UInt8](repeating: 0, count: RecordingLayout.header) + [UInt8](repeating: octet, count: 16_000)
            try await store.put(blob, seal.seal(wave, name: blob))
            stored.append(RecordingStored(call: "C1", blob: blob, segment: number, duration: 1000))
        }
        try await store.remove("recordings/C1/1")
        let layout = RecordingLayout(stored), recordings = Recordings(store: store, sealer: sealer, database: database)
        func bytes(_ range: Range<Int>) async -> [UInt8] {
            var bytes: [UInt8] = []
            for piece in layout.pieces(of: range) { bytes += await recordings.bytes(piece, of: "C1", sound: layout.sound) }
            return bytes
        }
        let file = await bytes(0..<layout.count)
        #expect(file.count == 44 + 64_000)
        #expect(file.starts(with: Array("RIFF".utf8)))
        #expect(file[36..<40].elementsEqual("data".utf8))
        let firsts: [UInt8] = (0..<4).map { second in file[44 + 16_000 * second] }
        #expect(firsts == [1, 0xD5, 0xD5, 3])
        let part = await bytes(48_000..<48_100)
        #expect(part == Array(file[48_000..<48_100]))
        try await recordings.noteListener("boss", call: "C1")
        // Erased by the service that may; keys in memory are kept for some minutes, so a process that starts anew looks.
        let ticketing = try await FreshDatabase.asService(.ticketing)
        _ = try await Sealer(master, database: ticketing).erase(person)
        await ticketing.close()
        let later = Recordings(store: store, sealer: try Sealer(master, database: database), database: database)
        var erased: [UInt8] = []
        for piece in layout.pieces(of: 44..<144) { erased += await later.bytes(piece, of: "C1", sound: layout.sound) }
        #expect(erased == [UInt8](repeating: 0xD5, count: 100))
        await database.close()
    }
}
