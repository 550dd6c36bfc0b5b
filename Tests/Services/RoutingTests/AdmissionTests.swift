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

    @Test(arguments: [("08:00-20:00", 479, false), ("08:00-20:00", 480, true), ("08:00-20:00", 1200, false), ("22:00-06:00", 30, true), ("22:00-06:00", 720, false), ("00:00-24:00", 1439, true)])
    func hoursMayRunOverMidnight(text: String, minute: Int, open: Bool) { #expect(BusinessHours(text)?.isOpen(at: minute) == open) }

    @Test(arguments: ["", "8-20", "08:00", "08:00-25:00", "24:00-06:00", "08:60-20:00", "08:00-20:00-21:00"])
    func whatIsNoHoursIsRefused(text: String) { #expect(BusinessHours(text) == nil) }

    @Test(arguments: [("queue", DiagnosticNumber.Queue.only), ("queue-service", .named("service")), ("queue-", nil), ("queues", nil), ("4001234567", nil)])
    func aQueueHasANumberOfItsOwn(dialled: String, queue: DiagnosticNumber.Queue?) { #expect(DiagnosticNumber.queue(of: dialled) == queue) }
}
