import Testing
import TicketingCore
import Vocabulary

/// Times are of China, UTC+8.
struct DaytimeTests {
    private func moment(_ text: String) -> Timestamp { (Timestamp(iso8601: text + ":00Z") ?? Timestamp(microseconds: 0)) + .seconds(-8 * 3600) }

    @Test(arguments: [
        ("2026-11-22T10:00", 12, "2026-11-22T21:00"),  // not at ten in the evening
        ("2026-11-22T15:00", 12, "2026-11-22T21:00"),  // nor at three in the morning
        ("2026-11-22T20:30", 12, "2026-11-23T08:30"), ("2026-11-22T23:00", 12, "2026-11-23T11:00"),
        ("2026-11-22T22:00", 6, "2026-11-23T09:00"),  // its time would be up before anybody may ring
        ("2026-11-23T01:00", 6, "2026-11-23T09:00"), ("2026-12-31T23:59", 6, "2027-01-01T09:00"),
    ])
    func aWishIsFulfilledWhileRingingIsPermitted(opened: String, hours: Int, due: String) {
        #expect(Daytime.due(moment(opened) + .seconds(hours * 3600), openedAt: moment(opened)) == moment(due))
    }

    @Test(arguments: [("14:30", "2026-11-25T14:30"), ("21:00", "2026-11-25T21:00"), ("21:01", "2026-11-26T08:00"), ("07:59", "2026-11-25T08:00"), ("00:00", "2026-11-25T08:00")])
    func theTimeThatWasAskedForIsKeptOrComesNext(time: String, due: String) {
        #expect(Daytime.asked(date: "2026-11-25", time: time, now: moment("2026-11-22T10:00")) == moment(due))
    }

    @Test(arguments: [("2026-11-22", "09:59"), ("2026-02-30", "10:00"), ("tomorrow", "10:00"), ("2026-11-25", "noon"), ("", "")])
    func whatIsPastOrNoTimeIsNotKept(date: String, time: String) {
        #expect(Daytime.asked(date: date, time: time, now: moment("2026-11-22T10:00")) == nil)
    }
}
