import Foundation
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing

@Suite("Articles of other sources")
struct KnowledgeIntakeTests {
    private static let feed = """
        <?xml version="1.0"?><rss version="2.0"><channel><title>公告</title>
        <item><guid>n-1</guid><title>明天检修</title><description><![CDATA[<p>明天上午九点到十一点检修，暂停供热。</p>]]></description><pubDate>Fri, 20 Nov 2026 08:00:00 +0800</pubDate></item>
        <item><guid>n-2</guid><title></title><description>没有题目</description></item>
        </channel></rss>
        """
    private static let article = "- {id: notice-1, title: 检修通知, body: 明天检修。, source: 官网, version: 2}\n"

    /// A folder of its own, removed afterwards.
    private func with(_ body: (KnowledgeIntake) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "knowledge-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(KnowledgeIntake(packs: .standard(), folder: folder))
    }

    private func source(_ text: String) throws -> KnowledgeSource { try #require(KnowledgeSource(text)) }

    @Test("what is right is live at once, once, and is read with the pack")
    func live() throws {
        try with { intake in
            let source = try source("heating=auto:http://a/articles.yaml")
            #expect(intake.take(Data(Self.article.utf8), from: source, on: SmallPack.today) == .live(articles: 1, conflicts: []))
            #expect(intake.take(Data(Self.article.utf8), from: source, on: SmallPack.today) == .unchanged)
            let folder = PackFolder(PackFolder.standard().path, additions: intake.folder)
            #expect(try folder.load("heating").article("notice-1")?.version == 2)
            #expect(try folder.load("finance").article("notice-1") == nil)
        }
    }

    @Test("under review it waits until its file is renamed")
    func reviewed() throws {
        try with { intake in
            let source = try source("heating=review:http://a/articles.yaml")
            #expect(intake.take(Data(Self.article.utf8), from: source, on: SmallPack.today) == .awaitsReview(articles: 1, conflicts: []))
            let folder = PackFolder(PackFolder.standard().path, additions: intake.folder)
            #expect(try folder.load("heating").article("notice-1") == nil)
            let file = "\(intake.folder)/heating/\(source.name)"
            try FileManager.default.moveItem(atPath: file + ".review", toPath: file + ".yaml")
            #expect(try folder.load("heating").article("notice-1") != nil)
            #expect(intake.take(Data(Self.article.utf8), from: source, on: SmallPack.today) == .unchanged)
        }
    }

    @Test(
        "what is wrong is refused with the reason, and the former articles go on",
        arguments: ["", "\u{0}\u{1}", "- {id: x}", "- {id: vent-how, title: 放气, body: 不同。, source: 别处}", "[[[[[[[[[[[[[[[[", "{a: 1}"])
    func refused(text: String) throws {
        try with { intake in
            let source = try source("heating=auto:http://a/articles.yaml")
            _ = intake.take(Data(Self.article.utf8), from: source, on: SmallPack.today)
            guard case .refused(let reason) = intake.take(Data(text.utf8), from: source, on: SmallPack.today) else {
                Issue.record("taken: \(text)")
                return
            }
            #expect(!reason.isEmpty)
            #expect(try PackFolder(PackFolder.standard().path, additions: intake.folder).load("heating").article("notice-1") != nil)
        }
    }

    @Test("entries of a feed are articles; a later change is a higher version")
    func feed() throws {
        try with { intake in
            let source = try source("heating=auto:feed:http://a/rss.xml")
            #expect(intake.take(Data(Self.feed.utf8), from: source, on: SmallPack.today) == .live(articles: 1, conflicts: []))
            let article = try PackFolder(PackFolder.standard().path, additions: intake.folder).load("heating").articles.first { $0.id.hasPrefix("feed-") }
            #expect(article?.body == "明天上午九点到十一点检修，暂停供热。")
            let later = try #require(FeedEntry.read(Data(Self.feed.replacingOccurrences(of: "08:00:00", with: "10:00:00").utf8))?.first)
            #expect(later.version > article?.version ?? .max)
        }
    }

    @Test("an Atom feed, and what is none", arguments: ["", "<a>", "<feed></feed>", "not xml"])
    func feeds(text: String) throws {
        let atom = """
            <feed xmlns="http://www.w3.org/2005/Atom"><entry><id>e1</id><title>停电</title>
            <content type="html">&lt;b&gt;今晚停电&lt;/b&gt;</content><updated>2026-11-20T08:00:00Z</updated></entry></feed>
            """
        #expect(FeedEntry.read(Data(atom.utf8))?.first?.text == "今晚停电")
        #expect(FeedEntry.read(Data(text.utf8)) == nil)
    }

    @Test("conflicts with what is known are named")
    func conflicts() throws {
        try with { intake in
            let text = "- {id: other-vent, title: 暖气片怎么放气, body: 不要自己放。, source: 别处}\n"
            guard case .live(1, let conflicts) = intake.take(Data(text.utf8), from: try source("heating=auto:http://a/b"), on: SmallPack.today) else {
                Issue.record("not taken")
                return
            }
            #expect(conflicts.contains { $0.contains("vent-how") && $0.contains("other-vent") })
        }
    }

    @Test(
        "as it is written",
        arguments: [
            ("heating=auto:folder:/srv/a", KnowledgeSource.Kind.folder("/srv/a")), ("heating=review:feed:https://a/rss", .feed("https://a/rss")),
            ("heating=auto:http://a/b", .document("http://a/b")),
        ])
    func sources(text: String, kind: KnowledgeSource.Kind) throws { #expect(try source(text).kind == kind) }

    @Test("anything else is no source", arguments: ["", "heating", "heating=http://a", "=auto:http://a", "heating=auto:ftp://a", "heating=auto:folder:relative"])
    func noSource(text: String) { #expect(KnowledgeSource(text) == nil) }
}
