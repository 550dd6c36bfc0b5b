import ArgumentParser
import Foundation
import Security
import Store
import Vocabulary

extension PeopleCommand {
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds somebody, or replaces what is known of them.",
            discussion: "Passwords that are not given are made afresh and printed once. Others on this machine can see the arguments of a command: "
                + "give passwords in HOTLINE_PASSWORD and HOTLINE_PHONE_PASSWORD instead.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "How they sign in, and how agents are known everywhere: letters, digits, '.', '_', '-'.") var id: String
        @Option(help: "The name that others see.") var name: String
        @Option(help: "The company.") var tenant: String
        @Option(help: "agent, supervisor or administrator; repeatable.") var role: [String] = ["agent"]
        @Option(help: "The user part of their SIP phone, such as 1001.") var phone: String?
        @Option(help: "The realm of the phone's registration.") var realm = "hotline"
        @Flag(help: "Print the result as JSON.") var json = false

        func validate() throws {
            guard Self.isName(id) else { throw ValidationError("'\(id)' must be 1 to 64 letters, digits, '.', '_' or '-'") }
            guard phone.map(Self.isName) ?? true else { throw ValidationError("the phone must be 1 to 64 letters, digits, '.', '_' or '-'") }
            for role in role where Role(rawValue: role) == nil {
                throw ValidationError("unknown role '\(role)'; there are: \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
            }
        }

        func run() async throws {
            let made = Made(id: id, password: Self.secret("HOTLINE_PASSWORD"), phone: phone, phonePassword: phone.map { _ in Self.secret("HOTLINE_PHONE_PASSWORD") }, realm: realm)
            let person = Person(id: AgentID(id), tenant: TenantID(tenant), name: Masked(name), roles: Set(role.compactMap(Role.init)), phone: phone)
            try await PeopleLink.with(suite) { link in
                try await link.people.put(person, password: Masked(made.password))
                if let phone, let password = made.phonePassword {
                    try await link.people.put(DeviceCredential(phone: phone, person: person.id, tenant: person.tenant, realm: realm, password: password))
                }
                try await link.note("people.add", person.id, role.joined(separator: ","))
            }
            try show(made)
        }

        /// What is known in clear only now.
        private struct Made: Codable {
            var id: String
            var password: String
            var phone: String?
            var phonePassword: String?
            var realm: String
        }

        private func show(_ made: Made) throws {
            guard !json else {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys]
                return Terminal.print(String(decoding: try encoder.encode(made), as: UTF8.self))
            }
            Terminal.print("\(made.id) signs in with the password \(made.password)")
            if let phone = made.phone, let password = made.phonePassword { Terminal.print("phone \(phone), realm \(made.realm), password \(password)") }
        }

        private static func secret(_ variable: String) -> String {
            ProcessInfo.processInfo.environment[variable] ?? Base64URL.encode(SecureRandom.bytes(12))
        }

        private static func isName(_ text: String) -> Bool {
            (1...64).contains(text.utf8.count)
                && text.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }
}
