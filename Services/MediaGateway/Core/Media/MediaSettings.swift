import Audio
import Vocabulary

/// The policy of sound; every value comes from configuration.
public struct MediaSettings: Sendable, Equatable {
    /// Bounds of the delay that evens out arrival.
    public var jitterMinimum = Duration.milliseconds(20)
    public var jitterMaximum = Duration.milliseconds(200)
    /// Send to where packets come from, whatever was signalled.
    public var symmetric = true
    /// A silent peer's place may be taken by another source after so long.
    public var relatchAfter = Duration.seconds(2)
    /// A leg whose peer sends nothing for so long is gone.
    public var timeout = Duration.seconds(30)
    /// Between two reports (RFC 3550 §6.2).
    public var reportEvery = Duration.seconds(5)
    /// A pause of the recording that nobody ends does.
    public var longestRecordingPause = Duration.seconds(120)
    /// Noise suppression and gain before recognition. Off: the embedded recogniser hears worse with it.
    public var cleansSpeech = false
    public var onset = VoiceOnset.Settings()
    public var playOut = PlayOut.Settings()
    /// What somebody on hold hears; nil is silence.
    public var music: Sound?
    public init() {}
}
