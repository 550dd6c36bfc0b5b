import Foundation
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing

/// What was learnt comes back as it was, or not at all.
struct LearnedFileTests {
    private let file = LearnedFile(FileManager.default.temporaryDirectory.appendingPathComponent("learned-\(UUID().uuidString)").path)
    private let small = LearnedWeights(
        fingerprint: 7, features: [1, 2, 3], rarity: [1, 2, 3], words: [0.5, -1, 0, 0, 1, 2], mean: [0.25], factor: [1], meanings: [3, 4])

    private func clear() { try? FileManager.default.removeItem(atPath: self.file.path) }

    @Test func roundTrip() throws {
        defer { self.clear() }
        try self.file.write(self.small)
        #expect(self.file.read() == self.small)
    }

    @Test("a file cut anywhere, or with any byte changed, is none")
    func damaged() throws {
        defer { self.clear() }
        try self.file.write(self.small)
        let whole = try Data(contentsOf: URL(fileURLWithPath: self.file.path))
        for place in 0..<whole.count {
            try whole.prefix(place).write(to: URL(fileURLWithPath: self.file.path))
            #expect(self.file.read() == nil)
            var changed = whole
            changed[place] ^= 0x10
            try changed.write(to: URL(fileURLWithPath: self.file.path))
            #expect(self.file.read() == nil)
        }
    }

    @Test("a pack understands alike from its file, and learns anew when a phrase has changed or the file is damaged")
    func restored() throws {
        defer { self.clear() }
        let folder = try #require(Packs.heating)
        var pack = folder.pack
        pack.intents = Array(pack.intents.prefix(4))
        pack.outOfScopePhrases = Array(pack.outOfScopePhrases.prefix(40))
        let said = ["家里冷得要命", "交多少钱", "电影票"]
        func answers(_ understanding: Understanding) -> [Understood] { said.map { understanding.understand($0, context: Packs.context) } }
        let fresh = Understanding(pack: pack, tables: folder.tables)
        _ = Understanding(pack: pack, tables: folder.tables, file: self.file)
        let kept = try #require(self.file.read())
        #expect(kept == fresh.learned)
        #expect(answers(Understanding(pack: pack, tables: folder.tables, file: self.file)) == answers(fresh))

        // Weights that were spoilt on purpose show that they are used for this pack, and for no other.
        var silent = kept
        silent.words = silent.words.map { _ in 0 }
        #expect(Understanding(pack: pack, tables: folder.tables, known: silent).learned == silent)
        pack.intents[0].phrases.append("一句新的话")
        #expect(Understanding(pack: pack, tables: folder.tables, known: silent).learned != silent)
        pack.intents[0].phrases.removeLast()
        silent.words.removeLast()
        #expect(Understanding(pack: pack, tables: folder.tables, known: silent).learned == kept)
    }
}
