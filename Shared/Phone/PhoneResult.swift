import Audio
import Vocabulary

/// Figures of a phone's last call, as its own ends saw them.
public struct PhoneResult: Sendable {
    public var sent: UInt64 = 0
    public var received: UInt64 = 0
    public var lost: UInt64 = 0
    public var jitterMilliseconds = 0.0
    public var slip = SendSlip()
    public var recording: WaveFile?
    /// When the recording begins, on the machine's monotonic clock.
    public var began = Instant.zero
}
