import AgentAssistCore
import Bus
import Contracts
import Vocabulary

/// What an agent does with the call itself, and a supervisor with anybody's. Routing and the gateway do it; the screen follows
/// their events.
extension Desk {
    public func hold(_ isHeld: Bool, _ call: CallID, by agent: AgentID, tenant: TenantID) async throws {
        try await requireTalking(call, of: agent)
        _ = try await platform.bus.ask(HoldCall(call: call, tenant: tenant, agent: agent, isHeld: isHeld), of: nil)
    }

    public func mute(_ isMuted: Bool, _ call: CallID, by agent: AgentID, tenant: TenantID) async throws {
        try await requireTalking(call, of: agent)
        _ = try await platform.bus.ask(MuteAgent(call: call, tenant: tenant, agent: agent, isMuted: isMuted), of: nil)
    }

    /// - Parameter leg: whose menu it is; nil: the caller's.
    public func press(_ keys: Masked<String>, for leg: LegID?, _ call: CallID, by agent: AgentID, tenant: TenantID) async throws {
        try await requireTalking(call, of: agent)
        _ = try await platform.bus.ask(SendKeys(call: call, tenant: tenant, agent: agent, keys: keys, leg: leg), of: nil)
    }

    /// Returns once whoever was asked is there, or cannot be had: a minute at most.
    public func transfer(_ call: CallID, to target: TransferCall.Target, _ kind: TransferCall.Kind, by agent: AgentID, tenant: TenantID) async throws -> TransferCall.Answer {
        try await requireTalking(call, of: agent)
        return try await platform.bus.ask(TransferCall(call: call, tenant: tenant, agent: agent, target: target, kind: kind), of: nil)
    }

    public func finishTransfer(_ call: CallID, leg: LegID, _ outcome: FinishTransfer.Outcome, by agent: AgentID, tenant: TenantID) async throws {
        try await requireTalking(call, of: agent)
        _ = try await platform.bus.ask(FinishTransfer(call: call, tenant: tenant, agent: agent, leg: leg, outcome: outcome), of: nil)
    }

    public func hangUp(_ call: CallID, by agent: AgentID) async throws {
        try await requireTalking(call, of: agent)
        guard let gateway = table[call]?.gateway else { throw RequestFailure(.notFound, "which gateway holds the call is not known") }
        _ = try await platform.bus.ask(EndCall(call: call, reason: "the agent ended it at the desk"), of: gateway)
    }

    /// - Throws: `.notFound` for a call of another tenant.
    public func supervise(_ call: CallID, _ mode: SuperviseCall.Mode, by supervisor: AgentID, tenant: TenantID) async throws -> SuperviseCall.Answer {
        guard table[call]?.tenant == tenant else { throw RequestFailure(.notFound, "no such call") }
        return try await platform.bus.ask(SuperviseCall(call: call, tenant: tenant, supervisor: supervisor, mode: mode), of: nil)
    }

    private func requireTalking(_ call: CallID, of agent: AgentID) async throws {
        guard let picture = await picture(of: call, for: agent) else { throw RequestFailure(.notFound, "this call is not on your desk") }
        guard picture.head.state == .talking else { throw RequestFailure(.conflict, "you are not talking on this call") }
    }

    /// Whom a call may be given to.
    public struct Targets: Codable, Sendable {
        public struct Colleague: Codable, Sendable {
            public var agent: AgentID
            public var name: Masked<String>?
            public var presence: Presence
        }
        public var queues: [QueueName]
        public var colleagues: [Colleague]
    }

    public func targets(for agent: AgentID, tenant: TenantID) async throws -> Targets {
        let wall = try await wall(of: tenant)
        return Targets(
            queues: wall.queues.map(\.name),
            colleagues: wall.people.filter { $0.agent != agent && $0.presence != .offline }.map { Targets.Colleague(agent: $0.agent, name: $0.name, presence: $0.presence) })
    }
}
