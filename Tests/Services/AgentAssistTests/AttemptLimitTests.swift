import AgentAssistCore
import Testing
import Vocabulary

struct AttemptLimitTests {
    private let rate = AttemptLimit.Rate(burst: 3, every: .seconds(10))
    private let plenty = AttemptLimit.Rate(burst: 1000, every: .milliseconds(1))

    @Test func aBurstAndThenOneATime() {
        var limit = AttemptLimit(each: rate, all: plenty)
        let now = Instant.zero + .seconds(100)
        for _ in 0..<3 { #expect(limit.attempted("a", at: now) == nil) }
        #expect(limit.attempted("a", at: now) == .seconds(10))
        #expect(limit.attempted("b", at: now) == nil)
        #expect(limit.attempted("a", at: now + .seconds(10)) == nil)
        #expect(limit.attempted("a", at: now + .seconds(11)) == .seconds(9))
    }

    @Test func theRightOneForgivesTheWrongOnes() {
        var limit = AttemptLimit(each: rate, all: plenty)
        for _ in 0..<3 { _ = limit.attempted("a", at: .zero) }
        limit.succeeded("a")
        #expect(limit.attempted("a", at: .zero) == nil)
    }

    @Test func manyNamesTogetherAreLimitedToo() {
        var limit = AttemptLimit(each: rate, all: .init(burst: 20, every: .seconds(1)), names: 10)
        let allowed = (0..<100).count { limit.attempted("n\($0)", at: .zero) == nil }
        #expect(allowed == 20)
    }
}
