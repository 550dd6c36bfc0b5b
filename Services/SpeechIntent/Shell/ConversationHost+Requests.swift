import Audio
import Bus
import Contracts
import Foundation
import Logging
import Runtime
import SpeechIntentCore
import Vocabulary

/// What a conversation asks of other services.
extension ConversationHost {
    func findCustomer(_ number: String, _ header: CallHeader, _ handle: UInt32) {
        let bus = platform.bus
        start {
            let answer = try? await bus.ask(FindCustomer(tenant: header.tenant, number: Masked(number)), of: nil)
            await self.converse(handle) { $0.customerFound(answer?.customer, at: $1) }
        }
    }

    func act(_ order: ActionOrder, _ header: CallHeader, _ handle: UInt32) {
        start {
            let outcome = await self.outcome(of: order, header)
            await self.converse(handle) { $0.actionFinished(order.key, outcome, at: $1) }
        }
    }

    /// Asked twice with the same key, which has the same outcome, before it counts as failed.
    nonisolated func outcome(of order: ActionOrder, _ header: CallHeader) async -> ActionOutcome {
        let bus = platform.bus
        let request = PerformAction(
            key: order.key, tenant: header.tenant, call: header.call, customer: order.customer, caller: header.caller, action: order.action,
            parameters: order.parameters.mapValues { Masked($0) }, trace: header.trace)
        let first = await Self.outcome(of: request, bus)
        guard case .failed(let code) = first, [.timedOut, .unavailable, .overloaded].contains(code) else { return first }
        return await Self.outcome(of: request, bus)
    }

    private static func outcome(of request: PerformAction, _ bus: any Bus) async -> ActionOutcome {
        do throws(RequestFailure) { return .answered(try await bus.ask(request, of: nil)) } catch { return .failed(error.code) }
    }

    func handOver(_ order: HandOverOrder, _ header: CallHeader, _ handle: UInt32) {
        let bus = platform.bus, log = platform.log
        let request = HandOver(
            call: header.call, epoch: header.epoch, reason: order.reason, skills: order.skills, revision: order.revision,
            priority: order.priority, decidedAt: platform.time.timestamp(), trace: header.trace,
            standing: order.standing, queue: order.queue.map { QueueName($0) })
        if let briefing = order.briefing { leave(briefing, header) }
        start {
            do throws(RequestFailure) {
                let answer = try await bus.ask(request, of: nil)
                await self.converse(handle) { $0.handOverAnswered(answer, at: $1) }
            } catch {
                log.warning("a hand-over was not answered", metadata: ["call": "\(header.call)", "error": "\(error.code.rawValue)"])
                await self.handOverRefused(error.code, handle)
            }
        }
    }

    /// Made while somebody is being sought, so that it lies with the gateway when a phone is picked up. Without it, or when it comes
    /// too late, whoever picks up talks at once.
    private func leave(_ briefing: HandOverBriefing, _ header: CallHeader) {
        let bus = platform.bus, log = platform.log, voices = voices
        start {
            guard let toAgent = await voices.sound(of: briefing.toAgent), let toBoth = await voices.sound(of: briefing.toBoth) else { return }
            let request = LeaveBriefing(call: header.call, epoch: header.epoch, toAgent: Self.alaw(toAgent), toBoth: Self.alaw(toBoth))
            do throws(RequestFailure) { _ = try await bus.ask(request, of: header.gateway) } catch {
                log.notice("nobody will be briefed", metadata: ["call": "\(header.call)", "error": "\(error)"])
            }
        }
    }

    private static func alaw(_ piece: SpokenPiece) -> Data { Data(G711.aLaw(piece.samples)) }

    private func handOverRefused(_ code: RequestFailure.Code, _ handle: UInt32) {
        switch code {
        // Another instance has the call: it speaks, we do not.
        case .stale: forget(handle)
        // It may have had effect: the caller waits on.
        case .timedOut: converse(handle) { $0.handOverQueued(position: nil, at: $1) }
        default: converse(handle) { $0.handOverFailed(at: $1) }
        }
    }

    func converse(_ handle: UInt32, _ stimulus: @Sendable (inout Conversation, Instant) -> [Conversation.Effect]) {
        step(handle) { $0.converse(at: $1, stimulus) }
    }
}

extension Conversation {
    fileprivate mutating func handOverAnswered(_ answer: HandOver.Answer, at now: Instant) -> [Effect] {
        switch answer {
        case .acknowledged(let agent, let revision): handOverAcknowledged(by: agent, revision: revision, at: now)
        case .ringing: handOverQueued(position: nil, at: now)
        case .waiting(let position, let seconds): handOverQueued(position: position, seconds: seconds, at: now)
        }
    }
}
