import ArgumentParser
import Contracts
import Foundation
import Vocabulary

struct Queues: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Who serves which queue, and who waits.", subcommands: [Put.self, List.self], defaultSubcommand: List.self)

    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a queue or replaces its members.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The queue's name.") var name: String
        @Option(help: "The company.") var tenant: String
        @Option(help: "AGENT:PHONE[:SKILL,SKILL…], once for each person; the phone is the user part that it registers with.") var member: [String] = []

        func run() async throws {
            let members = try member.map(Self.member)
            let plan = QueuePlan(tenant: TenantID(tenant), name: QueueName(name), members: members)
            try await OperatorLink.with(suite) { _ = try await OperatorLink.ask(PutQueue(queue: plan), on: $0) }
            Terminal.print("\(name) of \(tenant): \(members.map { $0.agent.value }.joined(separator: ", "))")
        }

        private static func member(_ text: String) throws -> QueuePlan.Member {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard (2...3).contains(parts.count), !parts[0].isEmpty, !parts[1].isEmpty else {
                throw ValidationError("--member must be AGENT:PHONE or AGENT:PHONE:SKILL,SKILL, not '\(text)'")
            }
            let skills = parts.count == 3 ? parts[2].split(separator: ",").map(String.init) : []
            return QueuePlan.Member(agent: AgentID(parts[0]), skills: skills, phone: parts[1])
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows every queue, its people and how many callers wait.")
        @OptionGroup var suite: SuiteOptions

        func run() async throws {
            let answer = try await OperatorLink.with(suite) { try await OperatorLink.ask(ListPlans(), on: $0) }
            if answer.queues.isEmpty { Terminal.print("no queues yet; make one with: hotline queues put") }
            for queue in answer.queues {
                Terminal.print("\(queue.plan.name)  \(queue.plan.tenant)  waiting \(queue.waiting)")
                for member in queue.plan.members {
                    Terminal.print("  \(member.agent)  \(queue.presence[member.agent]?.rawValue ?? "offline")  phone \(member.phone)  \(member.skills.joined(separator: ","))")
                }
            }
        }
    }
}
