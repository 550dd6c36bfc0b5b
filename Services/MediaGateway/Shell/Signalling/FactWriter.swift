import Contracts
import Logging
import MediaGatewayCore
import Vocabulary

/// Turns facts into events, in order, away from the calls.
struct FactWriter: Sendable {
    let platform: GatewayPlatform
    let metrics: GatewayMetrics

    /// Until the stream ends.
    func run(_ facts: AsyncStream<CallFact>) async {
        for await fact in facts {
            do { try await write(fact) } catch {
                metrics.factsLost.add()
                platform.log.error("a caller's number could not be sealed, so its event is lost", metadata: ["call": "\(fact.call)", "error": "\(error)"])
            }
        }
    }

    private func write(_ fact: CallFact) async throws {
        switch fact.what {
        case .started(let leg, let dialled, let codec, let treatment):
            let caller = try await sealed(fact, CallStarted.type)
            await journal(CallStarted(call: fact.call, leg: leg, gateway: platform.instance, dialled: dialled, caller: caller, codec: codec, treatment: treatment), fact)
        case .answered(let setUp): await journal(CallAnswered(call: fact.call, setUp: setUp.nanoseconds / 1000), fact)
        case .agentConnected(let leg, let agent, let fence, let briefed):
            await journal(AgentConnected(call: fact.call, leg: leg, agent: agent, fence: fence, briefed: briefed.map { Int64($0.milliseconds) }), fact)
        case .callBackRequested(let dialled):
            guard let number = try await sealed(fact, CallBackRequested.type) else { return }
            await journal(CallBackRequested(call: fact.call, dialled: dialled, number: number), fact)
        case .placed(let agent, let ticket, let outcome, let rang, let reason):
            await journal(CallPlaced(call: fact.call, agent: agent, ticket: ticket, outcome: outcome, rang: rang.map { Int64($0.milliseconds) }, reason: reason), fact)
        case .ended(let cause, let talked, let received, let lost, let reason):
            let event = CallEnded(call: fact.call, cause: cause, talked: Int64(talked.milliseconds), received: Int64(clamping: received), lost: Int64(clamping: lost), reason: reason)
            await journal(event, fact)
        case .joined(let leg, let role, let agent): await journal(LegJoined(call: fact.call, leg: leg, role: role, agent: agent), fact)
        case .left(let leg, let role, let agent, let reason): await journal(LegLeft(call: fact.call, leg: leg, role: role, agent: agent, reason: reason), fact)
        case .held(let party, let isHeld): await journal(CallHeld(call: fact.call, by: party, isHeld: isHeld), fact)
        case .muted(let leg, let agent, let isMuted): await journal(LegMuted(call: fact.call, leg: leg, agent: agent, isMuted: isMuted), fact)
        case .recorded(let blob, let segment, let milliseconds):
            await journal(RecordingStored(call: fact.call, blob: blob, segment: segment, duration: milliseconds), fact)
        }
    }

    private func sealed(_ fact: CallFact, _ kind: String) async throws -> Sealed<String>? {
        guard let caller = fact.caller else { return nil }
        return try await platform.sealing.seal(caller, tenant: fact.tenant, kind: kind, subject: fact.call.value)
    }

    private func journal(_ event: some Event, _ fact: CallFact) async {
        var random = SystemRandomNumberGenerator()
        let id = EventID(ULID.make(at: fact.at, using: &random))
        await platform.journal.record(EventDraft(event, id: id, tenant: fact.tenant, at: fact.at, trace: fact.trace))
    }
}
