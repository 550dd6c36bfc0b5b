import SpeechIntentCore
import Testing

/// Prints what things take; asserts only that they are right.
struct FigureTests {
    @Test("an utterance, a pack's loading and a search over ten thousand articles are timed")
    func figures() throws {
        let loaded = try #require(Packs.heating)
        let cases = try Packs.heldOut("heating")
        let clock = ContinuousClock()
        var understood: [Understood] = []
        let each = cases.map { wanted in clock.measure { understood.append(loaded.understanding.understand(wanted.text, context: Packs.context)) } }.sorted()
        print("understanding: p50 \(each[each.count / 2]), p99 \(each[each.count * 99 / 100])")
        #expect(understood.count == cases.count)

        var pack = loaded.pack
        let loading = try clock.measure { pack = try Packs.folder.load("heating") }
        let training = clock.measure { _ = Understanding(pack: pack, tables: loaded.tables) }
        print("pack: read \(loading), trained \(training)")
        #expect(pack.intents.count == 47)

        let phrases = pack.intents.flatMap(\.phrases)
        let many = (0..<10_000).map { number in
            Article(
                id: "a\(number)", title: phrases[number % phrases.count] + "\(number)",
                body: (1...4).map { phrases[(number * 7 + $0 * 131) % phrases.count] }.joined(separator: "。"), source: "figures")
        }
        let index = ArticleIndex(many + pack.articles, tables: loaded.tables)
        var hits: [ArticleIndex.Hit] = []
        let searches = cases.prefix(100).map { wanted in clock.measure { hits += index.search(wanted.text, on: Packs.today) } }.sorted()
        print("search over \(many.count + pack.articles.count) articles: p50 \(searches[50]), p99 \(searches[98])")
        #expect(!hits.isEmpty)
    }
}
