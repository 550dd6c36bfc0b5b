import ArgumentParser
import Contracts
import Foundation
import Runtime
import Security
import Store
import StorePostgres
import Vocabulary

struct Trace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells the story of one call from the event log: when, who, what, how long it took, why.",
        discussion: "What people said stays masked. With --words it is opened, which the audit chain records.")

    @Argument(help: "The call, 26 characters, as in logs, figures and the X-Hotline-Call header.") var call: String
    @OptionGroup var suite: SuiteOptions
    @Flag(help: "Show what was said.") var words = false

    func run() async throws {
        let settings = try suite.settings()
        let database = PostgresDatabase(PostgresOptions(conninfo: settings.conninfo, service: .operator, instance: InstanceID("operator-trace")))
        do {
            let events = try await story(EventLog(database))
            let opened = words ? try await open(events, database, settings.keyFile) : Words()
            for line in Timeline(events, opened).text { Terminal.print(line) }
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    /// The call's own events and those of the tickets that it touched.
    private func story(_ log: EventLog) async throws -> [Envelope] {
        var events = try await log.events(about: call)
        guard !events.isEmpty else { throw ValidationError("the log has no event about call '\(call)'; /v1/calls lists the calls there are") }
        let tickets = Set(events.compactMap { (try? $0.decoded(as: ActionPerformed.self))?.ticket })
        for ticket in tickets.sorted() { events += try await log.events(about: ticket.value) }
        return events.sorted { ($0.time, $0.stream, $0.seq) < ($1.time, $1.stream, $1.seq) }
    }

    private func open(_ events: [Envelope], _ database: PostgresDatabase, _ keyFile: String) async throws -> Words {
        let sealer = try Sealer(MasterKey.load(keyFile), database: database)
        try await AuditChain(database).append(actor: "operator:" + NSUserName(), action: "call.words-read", subject: call, detail: "hotline trace")
        var words = Words()
        for event in events {
            guard let (value, kind) = Words.box(in: event) else { continue }
            words.opened[value.box] = (try? await sealer.open(value, kind: kind, subject: event.subject)) ?? "‹closed›"
        }
        return words
    }
}
