import Contracts
import Foundation
import Runtime
import Security
import Store
import StorePostgres
import Vocabulary

/// What the commands about people work on: the database as the operator's role sees it.
struct PeopleLink: Sendable {
    var people: People
    var signIns: SignIns
    var audit: AuditChain

    /// Opens, does what is asked, closes.
    static func with<Value>(_ suite: SuiteOptions, _ body: (PeopleLink) async throws -> Value) async throws -> Value {
        var options = PostgresOptions(conninfo: try suite.conninfo(), service: .operator, instance: "operator-people")
        options.connections = 1
        let database = PostgresDatabase(options)
        let sealer = try Sealer(MasterKey.load(suite.keyFile()), database: database)
        let link = PeopleLink(people: People(database, sealer), signIns: SignIns(database, sealer), audit: AuditChain(database))
        do {
            let value = try await body(link)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }

    func note(_ action: String, _ subject: AgentID, _ detail: String = "") async throws {
        try await audit.append(actor: "operator:" + NSUserName(), action: action, subject: subject.value, detail: detail)
    }
}

extension SuiteOptions {
    func keyFile() throws -> String {
        let configuration = try Configuration.load(path: config ?? ProcessInfo.processInfo.environment["HOTLINE_CONFIG"])
        return try configuration.read([]) { $0.string("security.key-file", default: "/etc/hotline/master.key") }
    }
}
