import Runtime
import SpeechIntentCore
import Vocabulary

/// `speech-intent.*` of the configuration, as far as the conversations go.
public struct SpeechSettings: Sendable {
    /// Conversations at once.
    public var capacity = 40
    public var turns = TurnPolicy()
    /// Speech leaves after so long even when the gateway has sent nothing yet.
    public var opening = Duration.milliseconds(200)
    /// A gateway that sends nothing for so long has lost the call.
    public var silentStream = Duration.seconds(60)
    /// How long conversations may go on when the service is told to stop.
    public var drain = Duration.seconds(120)

    public init() {}

    public init(_ reader: inout SettingsReader) {
        capacity = reader.int("speech-intent.capacity", default: capacity, in: 1...1000)
        turns.lag = reader.int("speech-intent.turns.detector-lag", default: 5, in: 0...25)
        turns.ordinary = Self.frames(&reader, "speech-intent.turns.silence", turns.ordinary)
        turns.complete = Self.frames(&reader, "speech-intent.turns.silence-complete", turns.complete)
        turns.incomplete = Self.frames(&reader, "speech-intent.turns.silence-incomplete", turns.incomplete)
        silentStream = reader.duration("speech-intent.silent-stream", default: silentStream, in: .seconds(5) ... .seconds(600))
        drain = reader.duration("speech-intent.drain", default: drain, in: .zero ... .seconds(3600))
    }

    private static func frames(_ reader: inout SettingsReader, _ key: String, _ standard: Int) -> Int {
        Int(reader.duration(key, default: .milliseconds(20 * standard), in: .milliseconds(200) ... .seconds(3)).milliseconds / 20)
    }
}
