import Contracts
import RoutingCore
import Testing

struct QueueTextTests {
    @Test func aMemberHasAPhoneAndPerhapsSkillsWithLevels() {
        #expect(QueueText.member("li:300") == QueuePlan.Member(agent: "li", skills: [], phone: "300"))
        let expert = QueueText.member("li:300:heating,english=3")
        #expect(expert == QueuePlan.Member(agent: "li", skills: ["heating", "english"], phone: "300", levels: ["english": 3]))
        #expect(expert?.skillLevels == ["heating": 1, "english": 3])
        #expect(expert.map(QueueText.skills) == "heating,english=3")
        #expect(QueueText.member("wang:301::phone-only") == QueuePlan.Member(agent: "wang", skills: [], phone: "301", phoneOnly: true))
    }

    @Test(arguments: ["", "li", ":300", "li:", "li:300:english=high", "li:300:=3", "li:300::desk", "li:300:::"])
    func whatIsNoMemberIsRefused(text: String) { #expect(QueueText.member(text) == nil) }

    @Test(arguments: ["after:60=queue:second", "full:0=call-back", "nobody=night-service"])
    func anOverflowReadsAsItIsWritten(text: String) { #expect(QueueText.overflow(text).map(QueueText.text) == text) }

    @Test(arguments: ["", "after=call-back", "after:x=call-back", "nobody", "nobody=home", "full:3=queue:", "soon:3=call-back"])
    func whatIsNoOverflowIsRefused(text: String) { #expect(QueueText.overflow(text) == nil) }

    @Test func wrongPlansAreRefusedWithAReason() throws {
        func plan(_ members: [String], _ rules: QueueRules? = nil) -> QueuePlan {
            QueuePlan(tenant: "warm", name: "service", members: members.compactMap(QueueText.member), rules: rules)
        }
        try QueueRules.check(plan(["li:300:english=9"], QueueRules(level: 9, relaxEvery: 5)))
        for wrong in [
            plan(["li:300", "li:301"]), plan(["li:300:english=10"]), plan([], QueueRules(level: 0)), plan([], QueueRules(relaxEvery: 0)),
            plan([], QueueRules(overflows: [QueueOverflow(when: .nobody, to: .queue("service"))])),
            plan([], QueueRules(overflows: [QueueOverflow(when: .after(seconds: 0), to: .callBack)])),
        ] {
            #expect(throws: RequestFailure.self) { try QueueRules.check(wrong) }
        }
    }

    @Test func rulesOfAnEarlierVersionAreRead() throws {
        #expect(try Body.decode(QueueRules.self, from: Array("{}".utf8)) == QueueRules())
        let rules = QueueRules(strategy: .ringAll, level: 2, relaxEvery: 9, headStart: 8, lastAgent: 7, overflows: [QueueOverflow(when: .full(waiting: 3), to: .queue("b"))])
        #expect(try Body.decode(QueueRules.self, from: Body.encode(rules)) == rules)
    }
}
