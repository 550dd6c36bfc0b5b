import Foundation
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing

/// Packs as people get them wrong: each mistake is named with its file and line.
struct BrokenPackTests {
    /// Writes one industry `test` and returns what is wrong with it, each as `file:line: …`.
    private func problems(profile: String = Self.profile, intents: String = Self.intents, scenarios: String = "[]", knowledge: String = "[]") throws -> [String] {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("packs-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (file, text) in ["pack.yaml": profile, "intents/a.yaml": intents, "scenarios/a.yaml": scenarios, "knowledge/a.yaml": knowledge] {
            let url = root.appendingPathComponent("test/" + file)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let prefix = root.path + "/test/"
        do {
            let reader = try PackFolder(root.path).read("test")
            return (reader.problems + PackCheck.problems(of: reader, on: Packs.today)).filter { $0.isError || $0.message.contains("expired") }
                .map { "\($0)".replacingOccurrences(of: prefix, with: "") }
        } catch {
            return ["\(error)".replacingOccurrences(of: prefix, with: "")]
        }
    }

    private static let profile = "industry: test\ntitle: 测试\nassistant: 小测\ngreeting: 您好\nfarewell: 再见\nhours: 全天\ndutyNumber: '1'\n"
    private static let intents = "- intent: ask\n  gloss: 问\n  phrases: [怎么问]\n"

    @Test("a right pack has no errors")
    func right() throws { #expect(try self.problems() == []) }

    @Test("a file that is no YAML")
    func noYAML() throws {
        let found = try self.problems(intents: "- intent: [a\n  b: }\n")
        #expect(found.count == 1 && found[0].hasPrefix("intents/a.yaml:2: error: not YAML"), "\(found)")
    }

    @Test("an empty file, a missing field, an unknown field, a wrong kind")
    func fields() throws {
        #expect(try self.problems(intents: "").first?.hasPrefix("intents/a.yaml:1: error: the file is empty") == true)
        #expect(try self.problems(profile: Self.profile.replacingOccurrences(of: "hours: 全天\n", with: "")) == ["pack.yaml:1: error: hours is missing"])
        #expect(try self.problems(intents: Self.intents + "  colour: red\n").first?.hasPrefix("intents/a.yaml:4: error: colour is no field here") == true)
        #expect(try self.problems(intents: "- intent: ask\n  gloss: 问\n  phrases: 怎么问\n") == ["intents/a.yaml:3: error: phrases: expected a list"])
    }

    @Test("a duplicate, an intent that is not there, an unknown action, a blank without a slot")
    func names() throws {
        #expect(try self.problems(intents: Self.intents + Self.intents).first?.contains("intents/a.yaml:4: error: intent ask is defined twice") == true)
        let scenario = "- scenario: s\n  title: 事\n  intents: [nothing]\n  goal: act\n  action: {name: fly, success: '{where}'}\n"
        let found = try self.problems(scenarios: scenario)
        #expect(found.contains { $0.contains("scenarios/a.yaml:1: error: scenario s names the intent nothing") })
        #expect(found.contains { $0.contains("fly is no business action") })
        #expect(found.contains { $0.contains("{where}") })
    }

    @Test("follow-ups in a circle")
    func cycle() throws {
        let scenarios = ["a": "b", "b": "a"].sorted { $0.key < $1.key }.map {
            "- scenario: \($0.key)\n  title: 事\n  intents: [ask]\n  goal: answer\n  followUp: {scenario: \($0.value), prompt: 好吗}\n"
        }.joined()
        #expect(try self.problems(scenarios: scenarios).filter { $0.contains("in a circle") }.count == 2)
    }

    @Test("an article that expired yesterday is told, one that ends before it begins is wrong")
    func articles() throws {
        let article = "- id: a\n  title: 题\n  body: 文\n  source: 源\n"
        #expect(try self.problems(knowledge: article + "  until: '\(Packs.today.adding(days: -1))'\n") == ["knowledge/a.yaml:1: warning: article a expired on \(Packs.today.adding(days: -1))"])
        #expect(try self.problems(knowledge: article + "  from: '2027-01-02'\n  until: '2027-01-01'\n") == ["knowledge/a.yaml:1: error: article a ends before it begins"])
        #expect(try self.problems(knowledge: article + "  from: tomorrow\n").first?.contains("expected a day") == true)
    }
}
