import Vocabulary

/// One turn of a party's speech, as recognised.
public struct UtteranceRecognised: Event {
    public static let type = "speech.utterance-recognised.v1"
    public enum Party: String, Codable, Sendable, Hashable { case caller, agent }
    public var call: CallID
    /// Grows with every event about a conversation's content: what a screen must show is named by it.
    public var revision: Int
    public var party: Party
    public var text: Sealed<String>
    /// 0-1
    public var confidence: Double
    /// 0-100
    public var anger: Int
    /// Of the sound, in milliseconds.
    public var duration: Int64
    /// Spent recognising, in milliseconds.
    public var recognition: Int64
    public var subject: String { call.value }

    public init(call: CallID, revision: Int, party: Party, text: Sealed<String>, confidence: Double, anger: Int, duration: Int64, recognition: Int64) {
        self.call = call
        self.revision = revision
        self.party = party
        self.text = text
        self.confidence = confidence
        self.anger = anger
        self.duration = duration
        self.recognition = recognition
    }
}
