import RoutingCore
import Store

extension WorkCalendar {
    /// Whether people answer by `hours` on the row's local `date`, `weekday` (ISO) and `minute` of the day. Who has no hours, such as
    /// a queue's own number, is always open.
    func isOpen(_ row: Row) throws -> Bool {
        guard let hours = try row.get("hours", as: String?.self).flatMap({ BusinessHours($0) }) else { return true }
        let isWorkday = isWorkday(try row.get("date", as: String.self), weekday: try row.get("weekday", as: Int.self))
        return hours.isOpen(at: try row.get("minute", as: Int.self), onWorkday: isWorkday)
    }
}
