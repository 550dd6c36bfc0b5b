import Foundation
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing

@Suite("Review of articles by a person")
struct KnowledgeReviewTests {
    private static let article = "- {id: notice-1, title: 检修通知, body: 明天检修。, source: 官网, version: 2}\n"
    private static let later = "- {id: notice-1, title: 检修通知, body: 后天检修。, source: 官网, version: 3}\n- {id: notice-2, title: 缴费通知, body: 月底截止。, source: 官网}\n"
    private static let time = Date(timeIntervalSince1970: 1_795_000_000)

    private func with(_ body: (KnowledgeIntake, KnowledgeReview, KnowledgeSource) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "review-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = try #require(KnowledgeSource("heating=review:http://a/articles.yaml")), intake = KnowledgeIntake(packs: .standard(), folder: folder)
        _ = intake.take(Data(Self.article.utf8), from: source, on: SmallPack.today)
        try body(intake, KnowledgeReview(folder: folder), source)
    }

    private func live(_ intake: KnowledgeIntake) throws -> Article? {
        try PackFolder(PackFolder.standard().path, additions: intake.folder).load("heating").article("notice-1")
    }

    @Test("what waits is listed with what would change; accepted it is live, and who and when is kept")
    func accepts() throws {
        try with { intake, review, source in
            let waiting = try #require(try review.pending().first)
            #expect(waiting.industry == "heating" && waiting.name == source.name)
            #expect(waiting.changes.flatMap(\.lines) == ["+ notice-1@2 检修通知 (官网)", "+   明天检修。"])
            #expect(try live(intake) == nil)
            try review.decide(.accepted, "heating", source.name, by: "zhang", at: Self.time)
            #expect(try live(intake)?.version == 2)
            #expect(try review.pending().isEmpty)
            let entry = try #require(review.entries().first)
            #expect(entry.industry == "heating" && entry.name == source.name && entry.verdict == .accepted && entry.by == "zhang" && entry.articles == ["notice-1@2"])
            #expect(ISO8601DateFormatter().date(from: entry.at) == Self.time)
            _ = intake.take(Data(Self.later.utf8), from: source, on: SmallPack.today)
            #expect(
                try review.pending().first?.changes.flatMap(\.lines) == [
                    "- notice-1@2 检修通知 (官网)", "-   明天检修。", "+ notice-1@3 检修通知 (官网)", "+   后天检修。", "+ notice-2@1 缴费通知 (官网)", "+   月底截止。",
                ])
            #expect(try live(intake)?.version == 2)
        }
    }

    @Test("what was refused never was live, and is not offered again until its source changes")
    func refuses() throws {
        try with { intake, review, source in
            try review.decide(.refused, "heating", source.name, by: "li", at: Self.time)
            #expect(try live(intake) == nil && review.pending().isEmpty)
            #expect(intake.take(Data(Self.article.utf8), from: source, on: SmallPack.today) == .unchanged)
            #expect(intake.take(Data(Self.later.utf8), from: source, on: SmallPack.today) == .awaitsReview(articles: 2, conflicts: []))
            try review.decide(.accepted, "heating", source.name, by: "li", at: Self.time)
            #expect(review.entries().map(\.verdict) == [.refused, .accepted])
        }
    }

    @Test("nothing that does not wait can be decided")
    func absent() throws {
        try with { _, review, _ in
            let failure = #expect(throws: PackError.self) { try review.decide(.accepted, "heating", "source-none", by: "li", at: Self.time) }
            #expect(failure?.description.contains("hotline packs review") == true)
            #expect(review.entries().isEmpty)
        }
    }
}
