import Contracts
import RoutingCore
import Testing
import Vocabulary

struct AdmissionTests {
    private let plan = NumberPlan(number: "4001234567", tenant: "warm", pack: "heating", queue: "service", hours: "08:00-20:00")
    private func assistant(_ name: String, _ load: Int, of capacity: Int) -> Admission.Assistant { .init(instance: InstanceID(name), load: load, capacity: capacity) }

    @Test func theEmptiestAssistantAnswers() {
        let treatment = Admission.treatment(plan: plan, assistants: [assistant("a", 10, of: 20), assistant("b", 10, of: 100)], epoch: 1)
        #expect(treatment == .assistant(speech: "b", epoch: 1, pack: "heating", queue: "service"))
    }

    @Test func aNumberThatNobodyOwnsIsUnknown() { #expect(Admission.treatment(plan: nil, assistants: [assistant("a", 0, of: 9)], epoch: 1) == .unknownNumber) }

    @Test func everyCallIsPickedUpEvenWithoutAnAssistant() {
        #expect(Admission.treatment(plan: plan, assistants: [], epoch: 1) == .fallback(reason: "no speech instance is live"))
        #expect(Admission.treatment(plan: plan, assistants: [assistant("a", 9, of: 9)], epoch: 1) == .fallback(reason: "every speech instance is full"))
    }

    @Test func theOneThatFailedIsAskedAgainOnlyWhenThereIsNoOther() {
        let both = [assistant("a", 0, of: 9), assistant("b", 8, of: 9)]
        #expect(Admission.treatment(plan: plan, assistants: both, excluded: "a", epoch: 2) == .assistant(speech: "b", epoch: 2, pack: "heating", queue: "service"))
        #expect(Admission.treatment(plan: plan, assistants: [assistant("a", 0, of: 9)], excluded: "a", epoch: 2) == .assistant(speech: "a", epoch: 2, pack: "heating", queue: "service"))
    }

    @Test func whatNewCallersDoWithoutGrowsDearerStepByStep() {
        func treatment(_ step: AdmissionLadder.Step) -> AdmitCall.Treatment {
            Admission.treatment(plan: plan, assistants: [assistant("a", 0, of: 9)], step: step, epoch: 1)
        }
        let served = AdmitCall.Treatment.assistant(speech: "a", epoch: 1, pack: "heating", queue: "service")
        #expect([.normal, .cachedVoice, .smallerModel].map(treatment) == [served, served, served])
        for step in [AdmissionLadder.Step.callBackOffer, .keypadMenu] {
            guard case .fallback = treatment(step) else { Issue.record("\(step): every call is picked up"); continue }
        }
        #expect(treatment(.refusal) == .overloaded(retryAfter: 30), "last of all")
        #expect(Admission.treatment(plan: nil, assistants: [], step: .refusal, epoch: 1) == .unknownNumber, "nobody is asked to try an unknown number again")
    }

    @Test(arguments: [("queue", DiagnosticNumber.Queue.only), ("queue-service", .named("service")), ("queue-", nil), ("queues", nil), ("4001234567", nil)])
    func aQueueHasANumberOfItsOwn(dialled: String, queue: DiagnosticNumber.Queue?) { #expect(DiagnosticNumber.queue(of: dialled) == queue) }
}
