import Contracts
import Vocabulary

extension Call {
    /// The INVITE has arrived and its offer can be met.
    public mutating func arrived(at now: Instant) -> [Effect] {
        switch diagnostic {
        case .echo: return answer(treatment: "echo", at: now) + [.echo]
        case .play: return answer(treatment: "play", at: now) + [.playFile]
        case nil:
            asksAdmission = true
            admissionDeadline = now + policy.admission
            return [.askAdmission]
        }
    }

    /// Routing has said what the call gets.
    public mutating func admitted(_ answer: AdmitCall.Answer, at now: Instant) -> [Effect] {
        guard phase == .arriving, admissionDeadline != nil else { return [] }
        admissionDeadline = nil
        tenant = answer.tenant
        switch answer.treatment {
        case .assistant(let instance, let epoch, let pack, let queue):
            treatment = AssistantTreatment(tenant: answer.tenant, pack: pack, queue: queue)
            return self.answer(treatment: "assistant", at: now) + start(instance, epoch: epoch, at: now)
        case .people:
            epoch = max(epoch, 1)
            return self.answer(treatment: "queue", at: now) + askForPerson(at: now)
        case .fallback:
            // Routing knows the call, as one that had no assistant yet.
            epoch = max(epoch, 1)
            return answerByOurselves(at: now)
        case .unknownNumber: return colleague.map { ringColleague($0, at: now) } ?? reject(404, retryAfter: nil)
        case .overloaded(let retryAfter): return reject(503, retryAfter: retryAfter)
        }
    }

    /// Routing did not answer, or could not.
    public mutating func admissionFailed(at now: Instant) -> [Effect] {
        guard phase == .arriving, admissionDeadline != nil else { return [] }
        admissionDeadline = nil
        return answerByOurselves(at: now)
    }

    private mutating func answerByOurselves(at now: Instant) -> [Effect] {
        answer(treatment: "fallback", at: now) + offer(at: now)
    }

    private mutating func answer(treatment name: String, at now: Instant) -> [Effect] {
        phase = .answered
        answeredAt = now
        return [.answer, .started(tenant: tenant, treatment: name), .answered(setUp: now - arrivedAt)]
    }

    mutating func reject(_ status: Int, retryAfter: Int?) -> [Effect] {
        phase = .over
        return [.reject(status: status, retryAfter: retryAfter), .ended(.rejected, talked: .zero), .over]
    }
}
