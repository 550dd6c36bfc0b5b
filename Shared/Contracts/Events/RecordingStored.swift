import Vocabulary

/// A sealed segment of a call's recording lies in the blob store.
public struct RecordingStored: Event {
    public static let type = "media.recording-stored.v1"
    public var call: CallID
    /// Key in the blob store.
    public var blob: String
    /// Counts a call's segments from 0.
    public var segment: Int
    /// In milliseconds of sound.
    public var duration: Int64
    public var subject: String { call.value }

    public init(call: CallID, blob: String, segment: Int, duration: Int64) {
        self.call = call
        self.blob = blob
        self.segment = segment
        self.duration = duration
    }
}
