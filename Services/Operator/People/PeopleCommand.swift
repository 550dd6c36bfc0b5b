import ArgumentParser
import Contracts
import Foundation
import Runtime
import Security
import Store
import Vocabulary

struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: "Who signs in, what they may do, and which phone is theirs.",
        subcommands: [Add.self, List.self, Link.self, TokenCommand.self, Disable.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows everybody who may sign in.")
        @OptionGroup var suite: SuiteOptions

        func run() async throws {
            let people = try await PeopleLink.with(suite) { try await $0.people.all() }
            if people.isEmpty { Terminal.print("nobody yet; add the first administrator with: hotline people add ID --name NAME --tenant TENANT --role administrator") }
            for person in people {
                let roles = person.roles.map(\.rawValue).sorted().joined(separator: ",")
                Terminal.print("\(person.id)  \(person.name.revealed)  \(person.tenant)  \(roles)  \(person.phone.map { "phone " + $0 } ?? "no phone")")
            }
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a link that signs somebody in once.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "Who.") var id: String
        @Option(help: "Where the desk is, such as http://127.0.0.1:5163.") var desk = ""
        @Option(help: "Minutes until it is void.") var minutes = 60

        func run() async throws {
            let expiry = SystemTime().timestamp() + .seconds(60 * minutes)
            let link = try await PeopleLink.with(suite) { people in
                let link = try await people.signIns.link(for: AgentID(id), until: expiry)
                try await people.note("people.link", AgentID(id), "\(minutes) min")
                return link
            }
            Terminal.print("\(desk)/desk/link?t=\(link.secret)")
        }
    }

    struct TokenCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "token", abstract: "Makes a bearer token for the query API.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "In whose name.") var id: String
        @Option(help: "Hours until it is void.") var hours = 12

        func run() async throws {
            let expiry = SystemTime().timestamp() + .seconds(3600 * hours)
            let token = try await PeopleLink.with(suite) { people in
                let token = try await people.signIns.issue(to: AgentID(id), until: expiry)
                try await people.note("people.token", AgentID(id), "\(hours) h")
                return token
            }
            Terminal.print(token.secret)
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends somebody's sign-ins and phone at once.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "Who.") var id: String

        func run() async throws {
            let found = try await PeopleLink.with(suite) { people in
                let found = try await people.people.disable(AgentID(id))
                if found { try await people.note("people.disable", AgentID(id)) }
                return found
            }
            guard found else { throw ValidationError("nobody who may sign in is named \(id); see: hotline people list") }
            Terminal.print("\(id) is disabled")
        }
    }
}
