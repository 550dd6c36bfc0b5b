import Foundation
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing

/// Sources that change while the service runs, on virtual time: the watch of the sources and that of the packs, each at its
/// usual interval.
@Suite("Knowledge while the service runs")
struct KnowledgeRoundTests {
    private static func article(_ version: Int) -> String { "- {id: notice-1, title: 检修通知, body: 第\(version)次检修。, source: 官网, version: \(version)}\n" }
    private static func feed(_ title: String) -> String {
        """
        <?xml version="1.0"?><rss version="2.0"><channel><title>公告</title>
        <item><guid>n-1</guid><title>\(title)</title><description>\(title)的全文。</description><pubDate>Fri, 20 Nov 2026 08:00:00 +0800</pubDate></item>
        </channel></rss>
        """
    }

    /// The service's two watches and a web server, second by second.
    private struct Running {
        var round: KnowledgeRound
        let packs: PackFolder
        var live: Pack
        private var seen: [String: String]
        var seconds = 0
        /// What addresses hold, and how often they gave it away.
        var web: [String: String] = [:]
        var sent = 0
        var isWebDown = false

        init(_ sources: [String], folder: String) throws {
            packs = PackFolder(PackFolder.standard().path, additions: folder)
            round = KnowledgeRound(try sources.map { try #require(KnowledgeSource($0)) }, intake: KnowledgeIntake(packs: packs, folder: folder))
            live = try packs.load("heating")
            seen = packs.fingerprint
        }

        private struct Down: Error {}

        mutating func pass(_ duration: Int) async throws {
            for _ in 0..<duration {
                if seconds % Int(KnowledgeRound.interval.components.seconds) == 0 { await look() }
                if seconds % Int(KnowledgeRound.packInterval.components.seconds) == 0, packs.fingerprint != seen {
                    seen = packs.fingerprint
                    live = try packs.load("heating")
                }
                seconds += 1
            }
        }

        /// The tag of a document is its text's length and beginning.
        private mutating func look() async {
            let web = web, isDown = isWebDown
            var gave = 0
            _ = await round.look(on: SmallPack.today) { address, tag in
                guard !isDown, let text = web[address] else { throw Down() }
                let present = "\(text.hashValue)"
                if tag == present { return .unchanged }
                gave += 1
                return .document(Data(text.utf8), tag: present)
            }
            sent += gave
        }
    }

    private func with(_ sources: (String) -> [String], _ body: (inout Running, String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "round-\(UUID().uuidString)", notices = folder + "-notices"
        defer { for path in [folder, notices] { try? FileManager.default.removeItem(atPath: path) } }
        for path in [folder, notices] { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        var running = try Running(sources(notices), folder: folder)
        try await body(&running, notices)
    }

    @Test("a folder, a document and a feed: a change at the worst moment is live within a minute, without a restart", arguments: ["folder", "document", "feed"])
    func live(kind: String) async throws {
        try await with({ notices in ["heating=auto:" + ["folder": "folder:\(notices)", "document": "http://a/articles.yaml", "feed": "feed:http://a/rss.xml"][kind, default: ""]] }) {
            running, notices in
            running.web = ["http://a/articles.yaml": "[]\n", "http://a/rss.xml": Self.feed("旧公告")]
            // Just after a look.
            try await running.pass(31)
            switch kind {
            case "folder": try Data(Self.article(1).utf8).write(to: URL(fileURLWithPath: notices + "/one.yaml"))
            case "document": running.web["http://a/articles.yaml"] = Self.article(1)
            default: running.web["http://a/rss.xml"] = Self.feed("新公告")
            }
            try await running.pass(60)
            #expect(running.live.articles.contains { kind == "feed" ? $0.title == "新公告" : $0.id == "notice-1" })
        }
    }

    @Test("a document is sent again only when its ETag has changed")
    func tags() async throws {
        try await with({ _ in ["heating=auto:http://a/articles.yaml"] }) { running, _ in
            running.web = ["http://a/articles.yaml": Self.article(1)]
            try await running.pass(300)
            #expect(running.sent == 1 && running.live.article("notice-1")?.version == 1)
            running.web = ["http://a/articles.yaml": Self.article(2)]
            try await running.pass(60)
            #expect(running.sent == 2 && running.live.article("notice-1")?.version == 2)
        }
    }

    @Test("a source that is away or wrong changes nothing; back again it is read")
    func away() async throws {
        try await with({ _ in ["heating=auto:http://a/articles.yaml", "heating=auto:folder:/nowhere/at/all"] }) { running, _ in
            running.web = ["http://a/articles.yaml": Self.article(1)]
            try await running.pass(60)
            running.isWebDown = true
            try await running.pass(120)
            #expect(running.live.article("notice-1")?.version == 1)
            running.isWebDown = false
            running.web = ["http://a/articles.yaml": "- {id: x}"]
            try await running.pass(60)
            #expect(running.live.article("notice-1")?.version == 1)
            running.web = ["http://a/articles.yaml": Self.article(3)]
            try await running.pass(60)
            #expect(running.live.article("notice-1")?.version == 3)
        }
    }
}
