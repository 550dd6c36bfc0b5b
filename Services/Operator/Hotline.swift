import ArgumentParser

/// The operator's command line: a client of the six services, never a seventh.
@main
struct Hotline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotline",
        abstract: "Runs, provisions, calls and explains a Hotline suite.",
        subcommands: [
            Up.self, Migrate.self, PeopleCommand.self, Letters.self, Numbers.self, Queues.self, Records.self, Call.self, Agent.self, Trace.self, Understand.self, Chat.self, Packs.self, Speak.self,
            Prompts.self,
            Doctor.self, Gateways.self, NoCallsCommand.self,
        ])
}
