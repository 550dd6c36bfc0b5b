import Vocabulary

/// Turns sound into words. Engines conform in `Engines/`; every one passes `RecognizerConformance`.
public protocol Recognizer: Sendable {
    var name: String { get }

    /// Recognises one utterance.
    /// - Parameters:
    ///   - samples: 16-bit linear PCM at 8 kHz, one channel, at most 30 s.
    ///   - deadline: how long the caller waits; the answer is `.timedOut` afterwards, whatever the engine does.
    func recognise(_ samples: [Int16], deadline: Duration) async throws(EngineFailure) -> Recognition
}

public struct Recognition: Hashable, Sendable {
    /// Simplified Chinese without punctuation that was not said; empty when nobody spoke.
    public var text: String
    /// 0-1
    public var confidence: Double
    /// What the engine computed, without waiting.
    public var compute: Duration
    /// Between asking and the engine's beginning.
    public var waited: Duration
    /// Of the voice; nil when the engine says nothing about it.
    public var emotion: VoiceEmotion?

    public init(text: String, confidence: Double, compute: Duration, waited: Duration, emotion: VoiceEmotion? = nil) {
        self.text = text
        self.confidence = confidence
        self.compute = compute
        self.waited = waited
        self.emotion = emotion
    }
}

/// Why an engine gave nothing.
public struct EngineFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// A model or library is absent or damaged; the reason names the file and the command that mends it.
        case missing
        case timedOut = "timed-out"
        /// More is being asked than the engine may queue.
        case overloaded
        case failed
    }
    public var code: Code
    public var reason: String
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
    public var description: String { "\(code.rawValue): \(reason)" }
}
