import ArgumentParser
import Contracts
import Foundation
import RoutingCore
import Vocabulary

struct Queues: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Who serves which queue, and who waits.", subcommands: [Put.self, List.self], defaultSubcommand: List.self)

    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a queue or replaces its members.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The queue's name.") var name: String
        @Option(help: "The company.") var tenant: String
        @Option(
            help: """
                AGENT:PHONE[:SKILL[=LEVEL],…][:phone-only], once for each person, in the order of the list; the phone is the user part that it \
                registers with, a level is from 1 to 9, and phone-only is somebody without a desk.
                """) var member: [String] = []
        @OptionGroup var rules: QueueRuleOptions

        func run() async throws {
            let members = try member.map(Self.member)
            let plan = QueuePlan(tenant: TenantID(tenant), name: QueueName(name), members: members, rules: try rules.rules())
            try await OperatorLink.with(suite) { _ = try await OperatorLink.ask(PutQueue(queue: plan), on: $0) }
            Terminal.print("\(name) of \(tenant): \(members.map { $0.agent.value }.joined(separator: ", "))")
        }

        private static func member(_ text: String) throws -> QueuePlan.Member {
            guard let member = QueueText.member(text) else {
                throw ValidationError("--member must be AGENT:PHONE, AGENT:PHONE:SKILL=3,SKILL or AGENT:PHONE:SKILL:phone-only, not '\(text)'")
            }
            return member
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows every queue, its people and how many callers wait.")
        @OptionGroup var suite: SuiteOptions

        func run() async throws {
            let answer = try await OperatorLink.with(suite) { try await OperatorLink.ask(ListPlans(), on: $0) }
            if answer.queues.isEmpty { Terminal.print("no queues yet; make one with: hotline queues put") }
            for queue in answer.queues {
                let wait = queue.wait.map { "about \($0) s to wait" } ?? "nobody signed in"
                Terminal.print("\(queue.plan.name)  \(queue.plan.tenant)  waiting \(queue.waiting), \(wait)  \(QueueRuleOptions.text(queue.plan.rules))")
                for member in queue.plan.members {
                    Terminal.print(
                        "  \(member.agent)  \(queue.presence[member.agent]?.rawValue ?? "offline")  phone \(member.phone)  \(QueueText.skills(member))\(member.phoneOnly == true ? "  no desk" : "")")
                }
            }
        }
    }
}
