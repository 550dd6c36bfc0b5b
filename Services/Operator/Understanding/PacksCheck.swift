import ArgumentParser
import SpeechIntentCore
import SpeechIntentPackFiles

struct PacksCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Names everything that is wrong in the packs, with file and line. Exit status 1 when there are errors.")

    @OptionGroup var packs: PackOptions
    @Argument(help: "Industries; otherwise all.") var industries: [String] = []

    func run() async throws {
        let folder = self.packs.folder
        let names = self.industries.isEmpty ? folder.industries : self.industries
        if names.isEmpty { Terminal.say("no packs in \(folder.path)") }
        var errors = names.isEmpty ? 1 : 0
        for name in names { errors += try self.check(name, in: folder) }
        if errors > 0 { throw ExitCode.failure }
    }

    /// - Returns: how many errors there are.
    private func check(_ industry: String, in folder: PackFolder) throws -> Int {
        do {
            let reader = try folder.read(industry)
            let problems = reader.problems + PackCheck.problems(of: reader, on: try self.packs.day)
            for problem in problems { Terminal.print("\(problem)") }
            let errors = problems.count(where: \.isError)
            let pack = reader.pack
            Terminal.print(
                "\(industry): \(pack.intents.count) intents, \(pack.intents.reduce(0) { $0 + $1.phrases.count }) phrases, "
                    + "\(pack.scenarios.count) scenarios, \(pack.articles.count) articles; \(errors) errors, \(problems.count - errors) warnings")
            return errors
        } catch let error as PackError {
            Terminal.print("\(error)")
            return 1
        }
    }
}
