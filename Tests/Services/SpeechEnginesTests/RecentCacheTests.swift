import Testing
@testable import SpeechIntentEngines

@Suite struct RecentCacheTests {
    @Test func givesUpWhatWasUsedLongestAgo() {
        var cache = RecentCache<String, Int>(capacity: 3)
        for (value, key) in ["a", "b", "c"].enumerated() { cache.keep(value, for: key, cost: 1) }
        #expect(cache.value(for: "a") == 0)
        cache.keep(3, for: "d", cost: 1)
        #expect(cache.value(for: "b") == nil)
        #expect(cache.value(for: "a") == 0)
        #expect(cache.count == 3)
    }

    @Test func keepsWithinItsCapacity() {
        var cache = RecentCache<Int, Int>(capacity: 10)
        cache.keep(1, for: 1, cost: 11)
        #expect(cache.count == 0)
        cache.keep(1, for: 1, cost: 6)
        cache.keep(2, for: 2, cost: 6)
        #expect(cache.value(for: 1) == nil && cache.cost == 6)
        cache.keep(3, for: 2, cost: 2)
        #expect(cache.value(for: 2) == 3 && cache.cost == 2)
    }
}
