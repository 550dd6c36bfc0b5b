import AgentAssistCore
import Bus
import Contracts
import Logging
import Security
import Vocabulary

/// What an agent writes during and after a call.
extension Desk {
    /// Whom a call is about, for sealing.
    func person(of call: CallID, tenant: TenantID) -> DataSubject {
        platform.sealer.person(customer: table[call]?.conversation?.customer, call: call, tenant: tenant)
    }

    /// The caller's number in clear; nil when it was withheld or cannot be opened.
    func caller(of call: CallID) -> Masked<String>? { table[call]?.caller.flatMap { opened[call]?.texts[$0] } }

    /// Routing says that an agent's part of a call is over. Every desk hears it, and all write the same.
    func finished(_ envelope: Envelope) async {
        guard let event = try? envelope.decoded(as: HandOverFinished.self) else { return }
        do { try await handled.finished(event, tenant: envelope.tenant, at: envelope.time) } catch {
            platform.log.warning("a finished call is missing from its agent's figures", metadata: ["call": "\(event.call)", "error": "\(error)"])
        }
    }

    func keepScore(of call: CallID, agent: AgentID, _ head: CallPicture.Head) {
        guard let tenant = table[call]?.tenant else { return }
        let caller = caller(of: call)
        Task {
            do { try await handled.keep(score: head.compliance?.score, caller: caller, pack: head.pack, of: call, agent: agent, tenant: tenant) } catch {
                platform.log.warning("a call's score could not be kept", metadata: ["call": "\(call)", "error": "\(error)"])
            }
        }
    }

    // MARK: What the page asks

    public func notes(of call: CallID, by agent: AgentID) async throws -> Masked<String>? {
        try await require(call, of: agent)
        return try await handled.notes(of: call, agent: agent)
    }

    public func put(notes: Masked<String>, of call: CallID, by agent: AgentID, tenant: TenantID) async throws {
        try await require(call, of: agent)
        try await handled.put(notes: notes, of: call, agent: agent, person: person(of: call, tenant: tenant))
    }

    /// Does something in the company's systems for the caller, once for each key of the page.
    public func perform(_ action: String, key: String, parameters: [String: Masked<String>], of call: CallID, by agent: AgentID, tenant: TenantID) async throws -> PerformAction.Answer {
        try await require(call, of: agent)
        return try await platform.bus.ask(
            PerformAction(
                key: "\(call)/desk/\(agent)/\(key)", tenant: tenant, call: call, customer: table[call]?.conversation?.customer ?? opened[call]?.customer?.id,
                caller: caller(of: call), action: action, parameters: parameters, trace: platform.trace()), of: nil)
    }

    /// Keeps the record and takes the call off the screen.
    public func wrapUp(_ wrapUp: WrapUp, of call: CallID, by agent: AgentID, tenant: TenantID) async throws {
        try await require(call, of: agent)
        let picture = await picture(of: call, for: agent)
        guard picture?.head.state == .ended else { throw RequestFailure(.conflict, "the call is still going on") }
        try await handled.wrapUp(wrapUp, of: call, agent: agent, person: person(of: call, tenant: tenant), trace: platform.trace())
        await dismiss(call, by: agent)
    }

    public nonisolated func unfinished(of agent: AgentID) async throws -> [UnfinishedCall] { try await handled.unfinished(of: agent, since: midnight) }

    /// Brings a call back that the next one pushed off the screen before it was closed.
    public func reopen(_ call: CallID, by agent: AgentID) async throws {
        guard try await unfinished(of: agent).contains(where: { $0.call == call }) else { throw RequestFailure(.notFound, "no such call waits for you") }
        if !table.isWhole(call) { await readLog(of: call) }
        await fillIn(call)
        guard let picture = openedContext(of: call)?.picture(for: agent), pages[agent] != nil else { throw RequestFailure(.notFound, "the call is not in the log any more") }
        pages[agent]?.calls.insert(call)
        await pages[agent]?.driver.step { page, now in page.reopened(picture, at: now) }
    }

    /// - Throws: `.notFound` when the call is not on the agent's screen.
    func require(_ call: CallID, of agent: AgentID) async throws {
        guard await picture(of: call, for: agent) != nil else { throw RequestFailure(.notFound, "this call is not on your desk") }
    }
}
