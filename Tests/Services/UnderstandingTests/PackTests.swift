import SpeechIntentCore
import SpeechIntentPackFiles
import Testing

struct PackTests {
    @Test("the packs of this repository have no problem at all", arguments: Packs.industries)
    func shipped(industry: String) throws {
        let reader = try Packs.folder.read(industry)
        let problems = reader.problems + PackCheck.problems(of: reader, on: Packs.today)
        for problem in problems where problem.isError || !problem.message.contains("expired") { print(problem) }
        #expect(problems.allSatisfy { !$0.isError && $0.message.contains("expired") })
    }

    @Test("no industry was forgotten")
    func complete() { #expect(Packs.folder.industries == Packs.industries) }

    @Test("an industry without a pack says which there are")
    func unknown() {
        #expect(throws: PackError.unknown("airline", known: Packs.folder.industries, path: Packs.folder.path)) { try Packs.folder.load("airline") }
        #expect(throws: PackError.self) { try Packs.folder.load("../heating") }
    }

    @Test("every intent has a scenario and at least 40 phrases, no two alike", arguments: Packs.industries)
    func phrases(industry: String) throws {
        for intent in try #require(Packs.named(industry)).pack.intents {
            #expect(intent.phrases.count >= 40 && Set(intent.phrases).count == intent.phrases.count, "\(intent.name)")
        }
        let pack = try #require(Packs.named(industry)).pack
        #expect(pack.intents.allSatisfy { pack.scenario(forIntent: $0.name) != nil })
    }

    @Test("heating has its 41 intents and the six of dialogue control, each with a scenario and at least 40 phrases")
    func heating() throws {
        let pack = try #require(Packs.heating).pack
        #expect(pack.intents.count(where: { !$0.isCommon }) == 41)
        #expect(pack.intents.count(where: \.isCommon) == 6)
        #expect(pack.intents.allSatisfy { $0.phrases.count >= 40 && pack.scenario(forIntent: $0.name) != nil })
    }
}
