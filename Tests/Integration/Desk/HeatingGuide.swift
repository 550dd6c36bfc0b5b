import Contracts

extension DeskWorld {
    /// What the agent and the caller say to each other after the hand-over: anger -1 is the agent.
    static let talk: [(text: String, anger: Int)] = [
        ("王先生您好，我是供热公司客服李娜，您说的我都看到了，这件事我来跟到底。", -1), ("那你说今天能不能来人？手机13912345678你记一下", 61),
        ("我现在就联系师傅，今天晚上八点前一定上门，我保证。", -1), ("好，那我等你电话，要是还不热能退钱吗", 41),
    ]

    /// Made up, in the shape of deploy/packs/heating.
    static let heating = PackGuide(
        version: "1", title: "供热",
        scripts: [
            .init(id: "greet", title: "接起转接来电", intents: [], text: "您好，我是供热公司客服，您刚才跟智能助手说的情况我都看到了，我接着为您处理。"),
            .init(id: "soothe", title: "安抚情绪", intents: ["not_hot_home", "service_complaint"], text: "让您受冻又久等，确实是我们的问题，我先跟您道歉，这件事由我一直跟到解决。"),
            .init(id: "promise", title: "收尾确认", intents: [], text: "我再跟您确认一遍：登记的内容是这些，时限是这个时间。还有什么我可以帮您的吗？"),
        ],
        articles: [
            .init(
                id: "heat-visit", version: 2, title: "报修多久上门", text: "一般报修二十四小时内上门，有老人、孕妇和婴幼儿的四小时内优先上门。", questions: ["师傅什么时候来", "今天能不能来人"], from: nil, until: nil,
                source: "供热服务规范", intents: ["not_hot_home"]),
            .init(
                id: "heat-refund", version: 4, title: "不热怎么退费", text: "退费以测温记录为准，室温低于十八度，从报修第二天起按天退。", questions: ["不热能退钱吗"], from: nil, until: "2027-03-31",
                source: "供热管理办法第二十一条", intents: ["substandard_temp_refund"]),
            .init(id: "heat-old", version: 1, title: "去年的退费办法", text: "去年不热退钱按半价。", questions: ["不热能退钱吗"], from: nil, until: "2025-03-31", source: "旧办法", intents: []),
        ],
        rules: [
            .init(id: "no-promise", kind: .mustNotSay, intents: [], words: ["肯定没问题", "我保证", "百分之百"], prompt: "不能做无法兑现的承诺"),
            .init(id: "identify", kind: .mustSay, intents: [], words: ["客服", "为您服务"], prompt: "开场要说明您是客服人员"),
            .init(id: "complaint-time", kind: .mustSay, intents: ["not_hot_home"], words: ["小时内", "答复"], prompt: "要告知答复时限"),
            .init(id: "no-blame", kind: .mustNotSay, intents: [], words: ["不归我管", "谁让你"], prompt: "不能推诿或者责怪客户"),
        ],
        topics: [
            .init(
                intent: "not_hot_home", gloss: "全屋不热", phrases: ["我家暖气不热了", "暖气片冰凉", "家里一点都不热", "报修了还是不热"],
                asks: [.init(name: "address", prompt: "请问您家的地址是？", choices: []), .init(name: "since", prompt: "不热几天了？", choices: ["今天", "三天", "一周"])])
        ])
}
