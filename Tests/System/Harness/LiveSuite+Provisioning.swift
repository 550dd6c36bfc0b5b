import Foundation
import Phone

extension LiveSuite {
    static let tenant = "north"
    static let number = "4008001000"
    static let supervisor = "supervisor"
    static let phonePassword = "secret-of-the-tests"
    /// The caller whom the business system knows.
    static let customer = "13800138000"

    /// A heating company: a number, a queue of two people, a customer with a bill.
    func provision() async throws {
        try await hotline("queues", "put", "support", "--tenant", Self.tenant, "--member", "lin:7001", "--member", "wang:7002")
        try await hotline("numbers", "put", Self.number, "--tenant", Self.tenant, "--pack", "heating", "--queue", "support")
        try await hotline(
            "records", "--tenant", Self.tenant,
            input: """
                [{"number": "\(Self.customer)", "name": "测试用户", "address": "和平路一号", "account": "10024518", "due": 186000, "parcels": []}]
                """)
        for person in ["lin:7001", "wang:7002"] {
            let parts = person.split(separator: ":").map(String.init)
            try await hotline("people", "add", parts[0], "--name", parts[0], "--tenant", Self.tenant, "--phone", parts[1])
        }
        try await hotline("people", "add", Self.supervisor, "--name", Self.supervisor, "--tenant", Self.tenant, "--role", "supervisor", "--role", "administrator")
    }

    /// Signs somebody in: unless another is named, one who may read figures.
    func token(of person: String = supervisor) async throws -> String {
        try await hotline("people", "token", person).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// An agent's phone that registers, rings, answers and says a tone of three seconds.
    func phone(_ user: String) async throws -> PlacedCall<AgentScript> {
        var settings = AgentScript.Settings()
        settings.sound = SteadyCaller.tone(.seconds(3))
        let phone = try PlacedCall(AgentScript(settings), through: gateway(0), from: user, password: Self.phonePassword)
        let registered = await phone.log.wait(within: .seconds(10)) { if case .registered = $0 { true } else { false } }
        guard registered != nil else { throw Command.Failure(description: "phone \(user) is not registered: \(phone.log.text)") }
        return phone
    }
}
