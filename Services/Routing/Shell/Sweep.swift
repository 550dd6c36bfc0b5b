import Bus
import Contracts
import Logging
import RoutingCore
import Runtime
import Store
import Vocabulary

/// What nobody was told of: found once a second.
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
            try await matchWaiting()
            steady += 1
        } catch {
            steady = 0
            throw error
        }
    }

    /// Leases whose carrier died in the middle of an offer.
    private func revokeLapsed() async throws {
        try await platform.database.transaction { [platform] transaction in
            for lease in try Agents(transaction: transaction).lapsed(at: platform.time.timestamp()) {
                try Dispatcher.revoke(lease, .expired, transaction, platform)
            }
        }
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
            try await end(callsOf: gateway)
        }
    }

    private func end(callsOf gateway: InstanceID) async throws {
        try await platform.database.transaction { [platform] transaction in
            let calls = try transaction.query("SELECT call, tenant, trace FROM call WHERE gateway = \(gateway) AND state <> 'ended' FOR UPDATE SKIP LOCKED") { row in
                (CallID(try row.get("call")), TenantID(try row.get("tenant")), TraceParent(try row.get("trace")))
            }
            for (call, tenant, trace) in calls {
                transaction.append(platform.draft(CallLost(call: call, gateway: gateway, reason: "gateway-lost"), tenant: tenant, trace: trace))
                try RoutingService.end(call, transaction, platform)
            }
        }
    }

    private func matchWaiting() async throws {
        let queues = try await platform.database.query(
            """
            SELECT DISTINCT call.tenant, call.queue FROM call JOIN member ON member.tenant = call.tenant AND member.queue = call.queue
            JOIN agent ON agent.tenant = member.tenant AND agent.agent = member.agent
            WHERE call.state = 'waiting' AND agent.presence = 'ready' AND agent.call IS NULL AND can_ring(agent.phone)
            """
        ) { row in (QueueName(try row.get("queue")), TenantID(try row.get("tenant"))) }
        for (queue, tenant) in queues { await dispatcher.match(queue, tenant) }
    }
}
