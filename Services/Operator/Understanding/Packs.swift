import ArgumentParser

struct Packs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "packs", abstract: "Checks and measures industry packs.", subcommands: [PacksCheck.self, PacksEvaluate.self, PacksEmbed.self, PacksReview.self])
}
