import Bus
import Contracts
import Logging
import RoutingCore
import Runtime
import Store
import Vocabulary

/// Calls that an agent places to a customer: the agent is leased as for an offer, so that nobody else rings that phone, and a
/// gateway does the rest. Should this instance die meanwhile, the gateway's events end the call, and the lease lapses.
struct Placing: Sendable {
    let transfers: Transfers

    private var platform: Platform { transfers.platform }
    private var settings: RoutingSettings { transfers.settings }
    /// Gateways that are asked for one call.
    private static let mostGateways = 3

    func place(_ request: PlaceCall) async throws -> PlaceCall.Answer {
        try request.claim.check(at: platform.time.timestamp())
        let plans = Plans(database: platform.database)
        let shown = if let shown = request.shown { try await plans.number(shown) } else { try await plans.number(of: request.tenant, for: request.agent) }
        guard let plan = shown, plan.tenant == request.tenant else {
            throw RequestFailure(.notFound, "the number that is to be shown is none of this tenant's; see: hotline numbers list")
        }
        let gateways = gateways()
        guard let first = gateways.first else { throw RequestFailure(.unavailable, "no gateway takes calls now; try again") }
        let call = CallID(platform.identifier()), trace = platform.trace(), rings = rings(of: request)
        let lease = try await transfers.transaction { changes in
            try changes.place(request, as: call, at: first, plan: plan, trace: trace, until: platform.time.timestamp() + rings)
        }
        await show(lease, request, trace)
        return try await originate(request, showing: plan.number, lease, trace, gateways)
    }

    /// How long it may take until the two talk.
    private func rings(of request: PlaceCall) -> Duration { settings.offers.ring + .seconds(settings.outsideRing) + .seconds(5) }

    /// The emptiest first. One that has had no call yet has not said how many it takes.
    private func gateways() -> [InstanceID] {
        platform.bus.instances(of: .mediaGateway).filter { !$0.draining && ($0.capacity == 0 || $0.load < $0.capacity) }
            .sorted { ($0.load * max(1, $1.capacity), $0.id.value) < ($1.load * max(1, $0.capacity), $1.id.value) }.prefix(Self.mostGateways).map(\.id)
    }

    /// As for any call; but the agent knows whom it is about, and the phone does not wait for the page.
    private func show(_ lease: Agents.Lease, _ request: PlaceCall, _ trace: TraceParent) async {
        guard !lease.phoneOnly else { return }
        let show = ShowContext(call: lease.call, agent: lease.agent, tenant: lease.tenant, revision: 0, reason: .asked, fence: lease.fence, trace: trace)
        let bus = platform.bus
        Task { for desk in bus.instances(of: .agentAssist) where (try? await bus.ask(show, of: desk.id)) != nil { return } }
    }

    private func originate(_ request: PlaceCall, showing shown: String, _ lease: Agents.Lease, _ trace: TraceParent, _ gateways: [InstanceID]) async throws -> PlaceCall.Answer {
        let question = OriginateCall(
            call: lease.call, tenant: lease.tenant, agent: lease.agent, phone: lease.phone, fence: lease.fence, number: request.number, shown: shown,
            claim: request.claim, agentRing: Int(settings.offers.ring.nanoseconds / 1_000_000_000), customerRing: settings.outsideRing, trace: trace)
        do {
            let answer = try await ask(question, gateways)
            try await transfers.dispatcher.change { changes in
                if let leg = answer.leg, answer.outcome == .talking { try changes.connect(lease, leg: leg) ?? [] } else { try changes.notPlaced(lease.call, answer.outcome) }
            }
            return PlaceCall.Answer(call: lease.call, outcome: answer.outcome, reason: answer.reason)
        } catch {
            platform.log.warning("a call could not be placed", metadata: ["call": "\(lease.call)", "agent": "\(lease.agent)", "error": "\(error)"])
            try await transfers.dispatcher.change { changes in try changes.notPlaced(lease.call, .ended) }
            throw error
        }
    }

    /// The next gateway is asked where one takes no more calls, or none over its trunks.
    private func ask(_ question: OriginateCall, _ gateways: [InstanceID]) async throws -> OriginateCall.Answer {
        var failure = RequestFailure(.unavailable, "no gateway takes calls now; try again")
        var refused: OriginateCall.Answer?
        for gateway in gateways {
            do {
                if gateway != gateways.first { try await transfers.transaction { changes in try Calls(transaction: changes.transaction).move(question.call, to: gateway) } }
                let answer = try await platform.bus.ask(question, of: gateway)
                guard answer.outcome == .noTrunk else { return answer }
                refused = answer
            } catch let error as RequestFailure {
                failure = error
                guard error.code == .unavailable || error.code == .overloaded else { break }
            }
        }
        if let refused { return refused }
        throw failure
    }
}
