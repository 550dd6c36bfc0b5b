import AgentAssistCore
import Bus
import Contracts
import Logging
import Runtime
import Security
import Store
import Vocabulary

/// Where a screen's content comes from when it was not announced: the log, the seals, Ticketing.
struct ContextReader: Sendable {
    private let platform: Platform
    private let log: EventLog

    init(platform: Platform) {
        self.platform = platform
        log = EventLog(platform.database)
    }

    /// Everything the log holds about a call and its tickets.
    func events(of call: CallID) async throws -> [Envelope] {
        let own = try await log.events(about: call.value, limit: 5000)
        let tickets = Set(own.compactMap { envelope in (try? envelope.decoded(as: ActionPerformed.self))?.ticket }).prefix(CallContext.ticketLimit)
        var all = own
        for ticket in tickets { all += try await log.events(about: ticket.value, limit: 100) }
        return all
    }

    func events(of stream: StreamName, after seq: Int64) async throws -> [Envelope] { try await log.events(of: stream, after: seq) }
    func heads(of services: Set<ServiceName>) async throws -> [StreamName: Int64] { try await log.heads(of: services.flatMap(StreamName.all)) }

    /// Opens what can be opened. Of the rest, `closed` will never open; what is in neither may be tried again.
    func open(_ texts: [CallContext.SealedText]) async -> (opened: [Sealed<String>: Masked<String>], closed: Set<Sealed<String>>) {
        var opened: [Sealed<String>: Masked<String>] = [:], closed: Set<Sealed<String>> = []
        for text in texts {
            do {
                opened[text.box] = Masked(try await platform.sealer.open(text.box, kind: text.kind, subject: text.subject))
            } catch let error as SealingError {
                closed.insert(text.box)
                platform.log.notice("a text cannot be opened", metadata: ["kind": "\(text.kind)", "subject": "\(text.subject)", "error": "\(error)"])
            } catch {
                platform.log.warning("a text cannot be opened now", metadata: ["kind": "\(text.kind)", "subject": "\(text.subject)", "error": "\(error)"])
            }
        }
        return (opened, closed)
    }

    /// Who is calling, by number; nil when nobody knows, or Ticketing cannot say in time.
    func customer(number: Masked<String>, tenant: TenantID, call: CallID) async -> CustomerCard? {
        do { return try await platform.bus.ask(FindCustomer(tenant: tenant, number: number), of: nil).customer } catch {
            platform.log.warning("ticketing did not say who calls", metadata: ["call": "\(call)", "error": "\(error)"])
            return nil
        }
    }
}
