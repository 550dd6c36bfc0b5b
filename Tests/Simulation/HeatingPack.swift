import SpeechIntentCore

/// A small heating company, made for whole calls.
enum HeatingPack {
    static let today = CalendarDate(dayNumber: 20_779)
    static let pack = Pack(profile: profile, intents: intents, scenarios: [standard, repair], articles: [article])

    private static let profile = PackProfile(
        industry: "heating", title: "供暖", assistantName: "小暖", greeting: "您好，我是智能助理小暖，通话会被录音，请讲。", farewell: "感谢来电，再见。", hours: "全天",
        dutyNumber: "110", repair: RepairWording(anythingElse: "请问还有什么可以帮您？"))

    private static let intents =
        [IntentDefinition(name: "not_hot_home", gloss: "报修"), IntentDefinition(name: "fee_standard", gloss: "收费标准")]
        + ["affirm", "deny", "goodbye", "human_agent"].map { IntentDefinition(name: $0, gloss: $0, isCommon: true) }

    private static let article = Article(id: "fee", title: "收费标准", body: "每平米二十二元。", source: "物价局", intents: ["fee_standard"])
    private static let standard = Scenario(name: "standard", title: "收费标准", intents: ["fee_standard"], goal: .answer)
    private static let repair = Scenario(
        name: "repair", title: "报修", intents: ["not_hot_home"],
        goal: .act(BusinessAction(name: "ticket.create", parameters: ["kind": "repair", "address": "{address}"], success: "已为您登记，工单号{result.ticket}。")),
        slots: [Slot(name: "address", kind: .entity(.address), prompt: "请问您家的地址是？", reprompts: ["请再说一遍地址。"])],
        confirmation: .always(prompt: "为您登记{address}的报修，可以吗？"), handOver: [.actionFailed])
}
