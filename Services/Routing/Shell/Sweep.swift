import Bus
import Contracts
import Logging
import RoutingCore
import Runtime
import Store
import Vocabulary

/// What no event tells: looked for twice a second.
struct Sweep {
    var platform: Platform
    var dispatcher: Dispatcher
    /// Sweeps since the database was last away. After an outage everyone's lease has run out together, and nobody is
    /// judged before all had the time to renew.
    private var steady = 0

    init(platform: Platform, dispatcher: Dispatcher) {
        self.platform = platform
        self.dispatcher = dispatcher
    }

    mutating func once() async throws {
        do {
            try await revokeLapsed()
            if steady >= 6 { try await endLost() }
            try await dropGivenAway()
            try await wakeRested()
            try await lookAtDue()
            try await matchWaiting()
            steady += 1
        } catch {
            steady = 0
            throw error
        }
    }

    private var now: Timestamp { platform.time.timestamp() }

    /// Leases whose carrier died in the middle of an offer.
    private func revokeLapsed() async throws {
        let lapsed = try await platform.database.query(
            "SELECT tenant, agent, phone, phone_only, call, fence FROM agent WHERE call IS NOT NULL AND lease_ends < \(now)", Agents.lease)
        for lease in lapsed { try await dispatcher.change { changes in try changes.expire(lease) } }
    }

    /// Calls of a gateway whose lease has ended: nobody else will say that they are over. The gateway's name is fenced first,
    /// so that it cannot come back and go on with calls that others were told have ended.
    private func endLost() async throws {
        let gateways = try await platform.database.query(
            """
            SELECT DISTINCT gateway FROM call WHERE state <> 'ended' AND gateway NOT IN (SELECT id FROM platform.live_instance)
            """
        ) { InstanceID(try $0.get("gateway")) }
        for gateway in gateways {
            let fenced = try await platform.database.query("SELECT platform.fence_instance(\(gateway)) AS fenced") { try $0.get("fenced", as: Bool.self) }.first
            guard fenced == true else { continue }
            platform.log.warning("a gateway is gone; its calls are ended", metadata: ["gateway": "\(gateway)"])
            let calls = try await platform.database.query("SELECT call FROM call WHERE gateway = \(gateway) AND state <> 'ended'") { CallID(try $0.get("call")) }
            for call in calls { try await dispatcher.change { changes in try changes.end(call, lostBy: gateway) } }
        }
    }

    /// Legs of agents who gave their calls away while the instance that was to drop them died.
    private func dropGivenAway() async throws {
        let legs = try await platform.database.query("SELECT call, gateway, dropping_leg FROM call WHERE dropping_leg IS NOT NULL AND state <> 'ended'") { row in
            (CallID(try row.get("call")), InstanceID(try row.get("gateway")), LegID(try row.get("dropping_leg")))
        }
        for (call, gateway, leg) in legs { await dispatcher.drop(leg, of: call, at: gateway) }
    }

    /// People with a phone alone, who did not pick up and have been left in peace since; and whoever's work after a call has lasted
    /// long enough.
    private func wakeRested() async throws {
        let rested = try await platform.database.query("SELECT tenant, agent FROM agent WHERE presence IN ('paused', 'wrap-up') AND rests_until <= \(now)") { row in
            (TenantID(try row.get("tenant")), AgentID(try row.get("agent")))
        }
        for (tenant, agent) in rested { try await dispatcher.change { changes in try changes.rested(agent, in: tenant) } }
    }

    private func lookAtDue() async throws {
        let due = try await platform.database.query("SELECT call FROM call WHERE state = 'waiting' AND look_at <= \(now) ORDER BY look_at LIMIT 200") {
            CallID(try $0.get("call"))
        }
        for call in due { try await dispatcher.change { changes in try changes.look(at: call) } }
    }

    private func matchWaiting() async throws {
        let queues = try await platform.database.query(
            """
            SELECT DISTINCT call.tenant, call.queue FROM call JOIN member ON member.tenant = call.tenant AND member.queue = call.queue
            JOIN agent ON agent.tenant = member.tenant AND agent.agent = member.agent
            WHERE call.state = 'waiting' AND agent.presence = 'ready' AND agent.call IS NULL AND agent.phone NOT IN (SELECT phone FROM silent_phone)
            """
        ) { row in (QueueName(try row.get("queue")), TenantID(try row.get("tenant"))) }
        for (queue, tenant) in queues { await dispatcher.match(queue, tenant) }
    }
}
