import Audio
import SpeechIntentCore
import Synchronization
import Vocabulary

/// Speaks with a sherpa-onnx voice inside the process, piece by piece, and remembers what it said.
public final class SherpaVoice: Synthesizer {
    public struct Settings: Sendable {
        /// Of the voice inside the model folder.
        public var folder = "voice"
        public var kind = VoiceKind.vits
        /// Threads of one computation.
        public var threads = 1
        /// Below 1 deeper and larger, above 1 higher and smaller; the speaking rate stays.
        public var pitch = 1.0
        /// Memory for what was said, in bytes of samples; 16,000 are a second.
        public var memory = 32 << 20
        /// Pieces that may wait for the voice at once.
        public var queue = 64

        public init() {}
    }

    public let name: String
    private let model: VoiceModel
    private let settings: Settings
    private let thread: EngineThreads
    private let said: Mutex<RecentCache<Key, [Int16]>>

    private struct Key: Hashable, Sendable {
        var spoken: String
        var rate: Double
    }

    /// Loads the voice; takes some 0.3 s. Throws `.missing` naming the file that is absent or damaged.
    public init(_ models: ModelFolder, settings: Settings = Settings()) throws(EngineFailure) {
        name = settings.pitch == 1 ? "sherpa-\(settings.folder)" : "sherpa-\(settings.folder)-pitch-\(settings.pitch)"
        model = try VoiceModel(models, folder: settings.folder, kind: settings.kind, threads: settings.threads)
        self.settings = settings
        thread = EngineThreads(name: name, limits: .init(parallel: 1, queue: settings.queue))
        said = Mutex(RecentCache(capacity: settings.memory))
    }

    public func speak(_ text: String, rate: Double, deadline: Duration) -> AsyncThrowingStream<SpokenPiece, any Error> {
        spokenPieces(of: text) { piece in try await self.spoken(piece, rate: rate, deadline: deadline) }
    }

    /// Says fixed prompts once, so that they come from memory later.
    public func remember(_ prompts: [String], deadline: Duration) async throws {
        for prompt in prompts {
            for try await _ in speak(prompt, rate: 1, deadline: deadline) {}
        }
    }

    private func spoken(_ piece: String, rate: Double, deadline: Duration) async throws(EngineFailure) -> SpokenPiece {
        let key = Key(spoken: SpeechNormaliser().spoken(piece), rate: min(max(rate, 0.7), 1.3))
        if let samples = said.withLock({ $0.value(for: key) }) { return finished(piece, samples, compute: .zero) }
        let answer = try await thread.run(deadline: deadline) { () throws(EngineFailure) in try self.compute(key) }
        return finished(piece, answer.value, compute: answer.compute)
    }

    private func finished(_ piece: String, _ samples: [Int16], compute: Duration) -> SpokenPiece {
        SpokenPiece(text: piece, samples: samples.isEmpty ? [] : samples + SpeechPause.samples(after: piece), compute: compute)
    }

    /// Blocks while the network computes.
    private func compute(_ key: Key) throws(EngineFailure) -> [Int16] {
        var sound: [Int16] = []
        for part in Self.parts(key.spoken) {
            sound += try model.speak(part, speed: key.rate / settings.pitch)
        }
        // Taken for slower than it is, the sound becomes deeper: the pitch. The speed above makes up for it.
        let rate = Int(Double(model.sampleRate) * settings.pitch)
        let samples = VoiceLevel.finished(Resampler.convert(sound, from: rate, to: 8000))
        said.withLock { $0.keep(samples, for: key, cost: samples.count * 2 + key.spoken.utf8.count) }
        return samples
    }

    /// The voice has places for some 25 s: what is said longer is spoken in parts.
    static func parts(_ spoken: String) -> [String] {
        let characters = Array(spoken)
        return stride(from: 0, to: characters.count, by: longest).map { String(characters[$0..<min($0 + longest, characters.count)]) }
    }

    private static let longest = 64
}
