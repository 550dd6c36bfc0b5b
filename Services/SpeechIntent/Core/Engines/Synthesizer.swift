import Vocabulary

/// Turns words into sound, in pieces, so that the first is heard while the rest is made.
public protocol Synthesizer: Sendable {
    var name: String { get }

    /// Speaks a text piece by piece: each is 16-bit linear PCM at 8 kHz.
    /// - Parameters:
    ///   - rate: 1 is ordinary; 0.7-1.3.
    ///   - deadline: how long the first piece, and each next one, may take.
    /// The stream ends after the last piece, or throws `EngineFailure`.
    func speak(_ text: String, rate: Double, deadline: Duration) -> AsyncThrowingStream<SpokenPiece, any Error>
}

public struct SpokenPiece: Hashable, Sendable {
    /// The part of the text that these samples say; all pieces' texts make the whole, so that a transcript can hold
    /// what was played and no more.
    public var text: String
    public var samples: [Int16]
    /// What the engine computed for this piece; zero when it came from the cache.
    public var compute: Duration

    public init(text: String, samples: [Int16], compute: Duration) {
        self.text = text
        self.samples = samples
        self.compute = compute
    }
}
