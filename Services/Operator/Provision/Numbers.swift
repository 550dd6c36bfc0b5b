import ArgumentParser
import Contracts
import Foundation
import Vocabulary

struct Numbers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Which dialled numbers there are and what each gets.", subcommands: [Put.self, List.self], defaultSubcommand: List.self)

    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a number or replaces what it gets.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The number as callers dial it, such as 4001234567.") var number: String
        @Option(help: "The company.") var tenant: String
        @Option(help: "The industry pack, such as heating.") var pack: String
        @Option(help: "The queue of the people who answer.") var queue: String
        @Option(help: "When people answer, local time; the assistant answers always.") var hours = "00:00-24:00"

        func run() async throws {
            let plan = NumberPlan(number: number, tenant: TenantID(tenant), pack: PackName(pack), queue: QueueName(queue), hours: hours)
            try await OperatorLink.with(suite) { _ = try await OperatorLink.ask(PutNumber(number: plan), on: $0) }
            Terminal.print("\(number): \(pack) for \(tenant), people in queue \(queue) at \(hours)")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows every number.")
        @OptionGroup var suite: SuiteOptions

        func run() async throws {
            let answer = try await OperatorLink.with(suite) { try await OperatorLink.ask(ListPlans(), on: $0) }
            if answer.numbers.isEmpty { Terminal.print("no numbers yet; add one with: hotline numbers put") }
            for plan in answer.numbers { Terminal.print("\(plan.number)  \(plan.tenant)  \(plan.pack)  \(plan.queue)  \(plan.hours)") }
        }
    }
}
