import Vocabulary

/// When somebody may be rung back or visited: from 8:00 to 21:00 in China, which has one time zone, UTC+8.
public enum Daytime {
    private static let opens: Int64 = 8, closes: Int64 = 21, hour: Int64 = 3_600_000_000, day: Int64 = 24 * hour, zone: Int64 = 8 * hour

    /// By when work is done: the last permitted moment before its time is up; what came at night, and would be due before the
    /// morning, is done an hour into it.
    public static func due(_ latest: Timestamp, openedAt: Timestamp) -> Timestamp {
        let last = lastPermitted(atOrBefore: latest)
        return last > openedAt ? last : firstPermitted(atOrAfter: openedAt) + .seconds(3600)
    }

    /// The moment that was asked for, or the first one after it at which ringing is permitted.
    /// - Parameters:
    ///   - date: `yyyy-MM-dd` in China
    ///   - time: `HH:mm` in China
    /// - Returns: nil when either is no such text, or the moment is past.
    public static func asked(date: String, time: String, now: Timestamp) -> Timestamp? {
        guard let local = Timestamp(iso8601: "\(date)T\(time):00Z") else { return nil }
        let moment = Timestamp(microseconds: local.microseconds &- zone)
        return moment >= now ? firstPermitted(atOrAfter: moment) : nil
    }

    public static func isPermitted(_ moment: Timestamp) -> Bool { firstPermitted(atOrAfter: moment) == moment }

    /// The moment itself, or the next morning's 8:00 in China.
    public static func firstPermitted(atOrAfter moment: Timestamp) -> Timestamp {
        let (midnight, passed) = local(moment)
        if passed < opens * hour { return utc(midnight + opens * hour) }
        return passed <= closes * hour ? moment : utc(midnight + day + opens * hour)
    }

    /// The moment itself, or 21:00 in China before it.
    public static func lastPermitted(atOrBefore moment: Timestamp) -> Timestamp {
        let (midnight, passed) = local(moment)
        if passed > closes * hour { return utc(midnight + closes * hour) }
        return passed >= opens * hour ? moment : utc(midnight - day + closes * hour)
    }

    /// The local midnight, and how long ago that was, in microseconds.
    private static func local(_ moment: Timestamp) -> (midnight: Int64, passed: Int64) {
        let local = moment.microseconds &+ zone, passed = ((local % day) + day) % day
        return (local - passed, passed)
    }

    private static func utc(_ local: Int64) -> Timestamp { Timestamp(microseconds: local - zone) }
}
