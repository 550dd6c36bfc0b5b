import SpeechIntentCore

/// A voice other than the assistant's, for calls that a script places: the same network, deeper and a little faster.
public final class CallerVoice: Synthesizer {
    private let voice: SherpaVoice
    public var name: String { voice.name }

    public init(_ models: ModelFolder) throws(EngineFailure) {
        var settings = SherpaVoice.Settings()
        settings.pitch = 0.82
        settings.memory = 4 << 20
        voice = try SherpaVoice(models, settings: settings)
    }

    public func speak(_ text: String, rate: Double, deadline: Duration) -> AsyncThrowingStream<SpokenPiece, any Error> {
        voice.speak(text, rate: rate, deadline: deadline)
    }
}
