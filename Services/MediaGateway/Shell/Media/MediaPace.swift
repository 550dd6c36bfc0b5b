/// How often a media thread wakes by itself.
enum MediaPace: UInt64, Comparable {
    /// There is no call.
    case none = 0
    /// All calls' sound is forwarded on receipt: reports and time-outs are all there is to do.
    case seconds = 1_000_000_000
    /// Something is played, mixed or listened to.
    case frames = 20_000_000

    /// Nanoseconds.
    var period: UInt64 { rawValue }

    static func < (one: MediaPace, other: MediaPace) -> Bool { one.rate < other.rate }

    private var rate: Int {
        switch self {
        case .none: 0
        case .seconds: 1
        case .frames: 2
        }
    }
}
