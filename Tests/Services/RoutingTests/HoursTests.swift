import Foundation
import RoutingCore
import Testing

struct HoursTests {
    @Test(arguments: [
        ("08:00-20:00", 479, true, false), ("08:00-20:00", 480, true, true), ("08:00-20:00", 1200, false, false), ("22:00-06:00", 30, true, true),
        ("22:00-06:00", 720, true, false), ("00:00-24:00", 1439, false, true), ("workdays 08:00-20:00", 600, true, true), ("workdays 08:00-20:00", 600, false, false),
        ("workdays 08:00-20:00, restdays 10:00-16:00", 599, false, false), ("workdays 08:00-20:00, restdays 10:00-16:00", 600, false, true),
        ("08:00-12:00,13:00-18:00", 740, true, false),
    ])
    func peopleAnswerWithinTheirHours(text: String, minute: Int, workday: Bool, open: Bool) {
        #expect(BusinessHours(text)?.isOpen(at: minute, onWorkday: workday) == open)
    }

    @Test(arguments: ["", "8-20", "08:00", "08:00-25:00", "24:00-06:00", "08:60-20:00", "08:00-20:00-21:00", "sundays 08:00-20:00", "workdays", "08:00-20:00,", "workdays 08:00 20:00"])
    func whatIsNoHoursIsRefused(text: String) { #expect(BusinessHours(text) == nil) }

    /// The calendar that is delivered, read from its file.
    @Test(arguments: [
        ("2026-02-17", 2, false), ("2026-02-14", 6, true), ("2026-10-10", 6, true), ("2026-10-08", 4, true), ("2025-09-28", 7, true), ("2027-02-08", 1, false),
        ("2026-11-22", 7, false), ("2026-11-23", 1, true),
    ])
    func holidaysAndMovedWeekendsAreKnown(date: String, weekday: Int, works: Bool) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../deploy/calendars/cn.csv")
        let calendar = try #require(WorkCalendar(String(contentsOf: file, encoding: .utf8)))
        #expect(calendar.isWorkday(date, weekday: weekday) == works)
    }

    @Test(arguments: ["2026-10-01", "2026-10-01,maybe", "2026-13-01,rest", "1 October,rest", "2026-10-01,rest\n2026-10-01,work"])
    func aCalendarWithAMistakeIsNotTaken(text: String) { #expect(WorkCalendar(text) == nil) }

    @Test func withoutACalendarTheWeekDecides() {
        #expect(WorkCalendar().isWorkday("2026-10-01", weekday: 4))
        #expect(!WorkCalendar().isWorkday("2026-10-10", weekday: 6))
    }
}
