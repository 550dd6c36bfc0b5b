import SpeechIntentCore

/// A small heating company, made for these tests.
enum SmallPack {
    static let today = CalendarDate(year: 2026, month: 11, day: 22) ?? CalendarDate(dayNumber: 0)
    static let greeting = "您好，我是智能助理小暖，本次通话会被录音，请讲。"
    static let farewell = "感谢来电，再见。"
    static let more = "请问还有什么可以帮您？"

    static var pack: Pack {
        Pack(
            profile: profile, intents: intents, scenarios: scenarios, articles: articles,
            scripts: [AgentScript(id: "s1", title: "投诉", intents: ["service_complaint"], text: "您好，您反映的问题我马上核实。")])
    }

    private static var profile: PackProfile {
        PackProfile(
            industry: "heating", title: "供暖", assistantName: "小暖", greeting: greeting, farewell: farewell, hours: "八点到十八点", dutyNumber: "110119",
            emergencies: [EmergencyProcedure(kind: .gas, instruction: "请马上关阀开窗，离开现场。", dutyNumber: "96777")],
            repair: RepairWording(
                notHeard: ["不好意思没听清，请再说一遍。", "还是没听清，请慢一点说。"], notUnderstood: ["没太明白，您能换个说法吗？", "您是缴费还是报修？"],
                outOfScope: "这个我办不了。", anythingElse: more))
    }

    private static var intents: [IntentDefinition] {
        [
            IntentDefinition(name: "bill_query", gloss: "查热费"), IntentDefinition(name: "not_hot_home", gloss: "报修暖气不热"),
            IntentDefinition(name: "service_complaint", gloss: "投诉"), IntentDefinition(name: "fee_standard", gloss: "收费标准"),
            IntentDefinition(name: "discount_policy", gloss: "优惠减免"), IntentDefinition(name: "meter_reading", gloss: "报表数"),
            IntentDefinition(name: "pipe_burst", gloss: "爆管", urgency: .emergency),
        ]
            + ["affirm", "deny", "goodbye", "human_agent", "repeat_slower", "praise_thanks"].map { IntentDefinition(name: $0, gloss: $0, isCommon: true) }
    }

    private static var scenarios: [Scenario] { [bill, repair, complaint, standard, discount, reading] }

    private static var bill: Scenario {
        Scenario(
            name: "bill", title: "查热费", intents: ["bill_query"],
            goal: .act(
                BusinessAction(
                    name: "bill.lookup", success: "您本季应缴{result.amount}元，状态{result.status}。",
                    failures: ["not_found": "没有查到您的户号。"], isReadOnly: true)),
            verification: .number, handOver: [.result(key: "status", equals: "有争议")])
    }

    private static var repair: Scenario {
        Scenario(
            name: "repair", title: "报修", intents: ["not_hot_home"],
            goal: .act(
                BusinessAction(
                    name: "ticket.create", parameters: ["kind": "not_hot_home", "address": "{address}", "phone": "{phone}", "date": "{date}", "detail": "{detail}"],
                    success: "已为您登记，工单号{result.ticket}，{result.due}上门。", failures: ["default": "登记没有成功。"])),
            opening: "给您添麻烦了。",
            slots: [
                Slot(name: "address", kind: .entity(.address), prompt: "请问您家的地址是？", reprompts: ["请说小区、楼号和房间号。"]),
                Slot(name: "phone", kind: .entity(.phone), prompt: "请问您的联系电话？", reprompts: ["请再报一遍手机号。"], isReadBack: true, keypadDigits: 11),
                Slot(name: "date", kind: .entity(.date), isRequired: false, prompt: ""),
                Slot(name: "detail", kind: .text, isRequired: false, prompt: ""),
            ],
            confirmation: .always(prompt: "为您登记{address}的报修，可以吗？"),
            handOver: [.slotUnfilled(attempts: 3), .declined(times: 2), .actionFailed])
    }

    private static var complaint: Scenario {
        Scenario(name: "complaint", title: "投诉", intents: ["service_complaint"], goal: .handOver(reason: "complaints are heard by people"), queue: "complaints")
    }

    private static var standard: Scenario {
        Scenario(name: "standard", title: "收费标准", intents: ["fee_standard"], goal: .answer, followUp: .init(scenario: "bill", prompt: "要不要顺便查一下您的热费？"))
    }

    private static var discount: Scenario { Scenario(name: "discount", title: "优惠", intents: ["discount_policy"], goal: .answer) }

    private static var reading: Scenario {
        Scenario(
            name: "reading", title: "报表数", intents: ["meter_reading"],
            goal: .act(BusinessAction(name: "ticket.create", parameters: ["kind": "meter", "account": "{account}"], success: "记下了。")),
            verification: .factor,
            slots: [Slot(name: "account", kind: .entity(.accountNumber), prompt: "请报户号。", source: .customer)])
    }

    private static var articles: [Article] {
        [
            Article(id: "fee-old", title: "收费标准", body: "每平米二十元。", effectiveUntil: CalendarDate(year: 2026, month: 9, day: 30), version: 1, source: "物价局", intents: ["fee_standard"]),
            Article(id: "fee", title: "收费标准", body: "每平米二十二元。", effectiveFrom: CalendarDate(year: 2026, month: 10, day: 1), version: 2, source: "物价局", intents: ["fee_standard"]),
            Article(id: "fee-shop", title: "商铺收费", body: "商铺每平米三十元。", version: 1, source: "物价局", intents: ["fee_standard"]),
            Article(id: "hall", title: "营业厅", body: "营业厅在中山路一号。", version: 3, source: "官网", intents: []),
            Article(id: "discount", title: "优惠", body: "已经结束。", effectiveUntil: CalendarDate(year: 2026, month: 11, day: 21), version: 1, source: "文件", intents: ["discount_policy"]),
        ]
    }
}
