import Foundation
import RoutingCore
import Runtime
import Vocabulary

/// `routing.acknowledgement`, `routing.ring`, `routing.outside-ring`, `routing.rest`, `routing.calendar`,
/// `routing.wrap-up`, `objectives.*`
public struct RoutingSettings: Sendable {
    public var offers: Offer.Limits
    /// How long a number of the telephone network rings, in seconds.
    public var outsideRing: Int
    /// When too many callers wait longer for the assistant's answers, something is given up.
    public var admission: AdmissionLadder.Objective
    /// How long an agent has after a call before the next one comes, in queues that do not say; zero: none.
    public var wrapUp: Duration
    /// A file such as deploy/calendars/cn.csv; Monday to Friday where none is named.
    public var calendar: WorkCalendar

    public init(_ reader: inout SettingsReader) {
        offers = Offer.Limits(
            acknowledgement: reader.duration("routing.acknowledgement", default: .seconds(2), in: .milliseconds(100) ... .seconds(30)),
            ring: reader.duration("routing.ring", default: .seconds(20), in: .seconds(3) ... .seconds(24)),
            rest: reader.duration("routing.rest", default: .seconds(30), in: .seconds(1) ... .seconds(3600)))
        outsideRing = Int(reader.duration("routing.outside-ring", default: .seconds(40), in: .seconds(5) ... .seconds(60)).nanoseconds / 1_000_000_000)
        admission = AdmissionLadder.Objective(latency: ServiceObjectives(&reader).reply)
        wrapUp = reader.duration("routing.wrap-up", default: .zero, in: .zero ... .seconds(3600))
        calendar = reader.parsed("routing.calendar", "a file of days, each a line such as 2026-10-01,rest", Self.calendar) ?? WorkCalendar()
    }

    private static func calendar(_ path: String) -> WorkCalendar? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { WorkCalendar($0) }
    }
}
