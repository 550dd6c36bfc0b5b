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

    func once() async throws {
        try await revokeLapsed()
        try await endLost()
        try await matchWaiting()
    }

    /// Leases whose carrier died in the middle of an offer.
    private func revokeLapsed() async throws {
        try await platform.database.transaction { [platform] transaction in
            for lease in try Agents(transaction: transaction).lapsed(at: platform.time.timestamp()) {
                try Dispatcher.revoke(lease, .expired, transaction, platform)
            }
        }
    }

    /// Calls of a gateway whose lease has ended: nobody else will say that they are over.
    private func endLost() async throws {
        let live = platform.bus.instances(of: .mediaGateway).map(\.id.value)
        let gateways = try await platform.database.query("""
            SELECT DISTINCT gateway FROM call WHERE state <> 'ended' AND NOT gateway = ANY(\(live)) AND admitted_at < now() - interval '3 seconds'
            """) { InstanceID(try $0.get("gateway")) }
        for gateway in gateways {
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
        let queues = try await platform.database.query("""
            SELECT DISTINCT call.tenant, call.queue FROM call JOIN member ON member.tenant = call.tenant AND member.queue = call.queue
            JOIN agent ON agent.tenant = member.tenant AND agent.agent = member.agent
            WHERE call.state = 'waiting' AND agent.presence = 'ready' AND agent.call IS NULL
            """) { row in (QueueName(try row.get("queue")), TenantID(try row.get("tenant"))) }
        for (queue, tenant) in queues { await dispatcher.match(queue, tenant) }
    }
}
