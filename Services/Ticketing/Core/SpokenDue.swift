import Vocabulary

/// A due time as it is told to a caller: 今天下午6点前, 明天上午9点前, 11月25日晚上8点前. China has one time zone, UTC+8.
public enum SpokenDue {
    public static func text(_ due: Timestamp, now: Timestamp) -> String {
        // "Before nine" promises no more than 8:40 does.
        var (dueDay, hour) = local(due + .seconds(3599))
        if hour == 0 { (dueDay, hour) = (dueDay - 1, 24) }
        let (today, _) = local(now)
        let time = period(hour) + "\(hour > 12 ? hour - 12 : hour)点前"
        switch dueDay - today {
        case 0: return "今天" + time
        case 1: return "明天" + time
        case 2: return "后天" + time
        default:
            let (month, day) = date(dueDay)
            return "\(month)月\(day)日" + time
        }
    }

    private static func period(_ hour: Int) -> String {
        switch hour {
        case ..<6: "凌晨"
        case ..<9: "早上"
        case ..<12: "上午"
        case 12: "中午"
        case ..<18: "下午"
        default: "晚上"
        }
    }

    private static func local(_ time: Timestamp) -> (day: Int, hour: Int) {
        let hours = Int((time.microseconds / 3_600_000_000) + 8)
        return (hours / 24, hours % 24)
    }

    /// Civil date of a day number since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
    private static func date(_ day: Int) -> (month: Int, day: Int) {
        let shifted = day + 719_468
        let ofEra = shifted % 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        return (month < 10 ? month + 3 : month - 9, ofYear - (153 * month + 2) / 5 + 1)
    }
}
