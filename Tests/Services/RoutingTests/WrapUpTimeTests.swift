import Contracts
import RoutingCore
import Testing
import Vocabulary

/// The time after a call: what a queue gives, and what asking for more may add.
@Suite struct WrapUpTimeTests {
    private func second(_ number: Int64) -> Timestamp { Timestamp(microseconds: number * 1_000_000) }

    @Test func theQueueDecidesElseTheSetting() {
        #expect(WrapUpTime(nil, usual: .seconds(20)).usual == .seconds(20))
        #expect(WrapUpTime(QueueRules(wrapUp: 60), usual: .seconds(20)) == WrapUpTime(QueueRules(wrapUp: 60, wrapUpMost: 180), usual: .zero))
        #expect(WrapUpTime(QueueRules(wrapUp: 0), usual: .seconds(20)).begun(at: second(100)) == nil)
        #expect(WrapUpTime(QueueRules(), usual: .zero).begun(at: second(100)) == nil)
    }

    @Test func askingForMoreIsBounded() throws {
        let begun = try #require(WrapUpTime(QueueRules(wrapUp: 60, wrapUpMost: 100), usual: .zero).begun(at: second(1000)))
        #expect(begun == (second(1060), second(1100)))
        let first = try #require(WrapUpTime.extended(from: begun.until, most: begun.most, at: second(1050)))
        #expect(first == second(1090))
        let second = try #require(WrapUpTime.extended(from: first, most: begun.most, at: second(1080)))
        #expect(second == self.second(1100), "no more than the most")
        #expect(WrapUpTime.extended(from: second, most: begun.most, at: self.second(1090)) == nil)
        #expect(WrapUpTime.extended(from: begun.until, most: begun.most, at: begun.until) == nil, "over")
    }

    @Test(arguments: [QueueRules(wrapUp: -1), QueueRules(wrapUp: 3601), QueueRules(wrapUp: 60, wrapUpMost: 59), QueueRules(wrapUpMost: 14_401)])
    func timesThatCannotBeAreRefused(rules: QueueRules) {
        #expect(throws: RequestFailure.self) { try QueueRules.check(QueuePlan(tenant: "t", name: "q", members: [], rules: rules)) }
    }
}
