import Contracts
import Testing
import TicketingCore
import Vocabulary

struct ServiceLevelTests {
    private func moment(_ text: String) -> Timestamp { Timestamp(iso8601: text) ?? Timestamp(microseconds: 0) }

    @Test func eachKindOfWorkHasItsTime() {
        let level = ServiceLevel(), opened = moment("2026-11-22T00:00:00Z")
        #expect(level.due("repair", openedAt: opened, urgent: false) == moment("2026-11-23T00:00:00Z"))
        #expect(level.due("repair", openedAt: opened, urgent: true) == moment("2026-11-22T12:00:00Z"))
        #expect(level.due("repair", openedAt: moment("2026-11-22T05:00:00Z"), urgent: true) == moment("2026-11-22T13:00:00Z"), "by nine in the evening, not at one in the morning")
        #expect(level.due("leak", openedAt: moment("2026-11-22T17:00:00Z"), urgent: false) == moment("2026-11-22T19:00:00Z"), "water does not wait for the morning")
        #expect(level.due("emergency", openedAt: opened, urgent: true) == moment("2026-11-22T01:00:00Z"))
        #expect(level.due("unheard of", openedAt: opened, urgent: false) == moment("2026-11-24T00:00:00Z"))
    }

    @Test func theClockRingsOnceAndOnlyWhileTheWorkIsNotDone() {
        let due = Instant.zero + .seconds(60)
        var clock = ServiceLevelClock(due: due)
        #expect(clock.nextDeadline == due)
        #expect(clock.resolved(at: .zero + .seconds(30)) == [])
        #expect(clock.tick(at: .zero + .seconds(90)) == [])
        #expect(clock.reopened(at: .zero + .seconds(100)) == [.breached], "the time was up while it was thought done")
        #expect(clock.tick(at: .zero + .seconds(200)) == [])
        #expect(clock.nextDeadline == nil)
    }

    @Test func aResolvedTicketMayBeReopenedAndAClosedOneNot() {
        #expect(TicketLife.allows(.resolved, to: .open))
        #expect(!TicketLife.allows(.closed, to: .open))
        #expect(!TicketLife.allows(.cancelled, to: .dispatched))
        for state in TicketState.allCases { #expect(!TicketLife.allows(state, to: state)) }
    }

    @Test func dueTimesAreToldAsPeopleSayThem() {
        let now = moment("2026-11-22T04:00:00Z")  // noon in China
        #expect(SpokenDue.text(moment("2026-11-22T10:30:00Z"), now: now) == "今天晚上7点前")
        #expect(SpokenDue.text(moment("2026-11-22T16:30:00Z"), now: now) == "明天凌晨1点前")
        #expect(SpokenDue.text(moment("2026-11-24T00:00:00Z"), now: now) == "后天早上8点前")
        #expect(SpokenDue.text(moment("2026-11-22T13:00:00Z"), now: now) == "今天晚上9点前")
        #expect(SpokenDue.text(moment("2026-11-23T03:10:00Z"), now: now) == "明天中午12点前")
        #expect(SpokenDue.text(moment("2026-11-22T15:20:00Z"), now: now) == "今天晚上12点前")
        #expect(SpokenDue.text(moment("2026-11-23T05:20:00Z"), now: now) == "明天下午2点前")
        #expect(SpokenDue.text(moment("2027-02-28T20:00:00Z"), now: now) == "3月1日凌晨4点前")
    }
}
