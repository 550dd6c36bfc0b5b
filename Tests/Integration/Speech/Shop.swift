import SpeechIntentCore
import SpeechIntentShell

/// A small shop, made for these tests.
enum Shop {
    static let greeting = "您好，我是智能助理，本次通话会被录音，请讲。"

    static func industry(version: String = "1", greeting: String = greeting) throws -> Industry {
        let tables = try CharacterTables(pinyin: "", traditional: "")
        var pack = pack
        pack.profile.greeting = greeting
        return Industry(name: "shop", version: version, pack: pack, understanding: Understanding(pack: pack, tables: tables), index: ArticleIndex(pack.articles, tables: tables))
    }

    private static var pack: Pack {
        Pack(
            profile: PackProfile(industry: "shop", title: "商店", assistantName: "小店", greeting: greeting, farewell: "感谢来电，再见。", hours: "全天", dutyNumber: "110"),
            intents: [
                IntentDefinition(name: "order_status", gloss: "查快递", phrases: ["我的快递到哪里了", "包裹到哪了", "快递怎么还没到", "查一下快递", "快递到哪儿了"]),
                IntentDefinition(name: "return_goods", gloss: "退货", phrases: ["我想退货", "这个怎么退", "东西不想要了要退掉", "退货怎么办理", "能退货吗"]),
                IntentDefinition(name: "human_agent", gloss: "转人工", isCommon: true, phrases: ["转人工", "我要人工客服", "找个人跟我说", "人工服务", "接人工"]),
                IntentDefinition(name: "goodbye", gloss: "再见", isCommon: true, phrases: ["再见", "拜拜", "没事了再见", "好的再见", "挂了"]),
            ],
            scenarios: [
                Scenario(
                    name: "parcel", title: "查快递", intents: ["order_status"],
                    goal: .act(BusinessAction(name: "parcel.lookup", success: "您的包裹{result.status}。", isReadOnly: true))),
                Scenario(name: "return", title: "退货", intents: ["return_goods"], goal: .answer),
            ],
            articles: [Article(id: "return", title: "退货", body: "七天内可以退货。", source: "规则", intents: ["return_goods"])],
            outOfScopePhrases: ["今天天气怎么样", "你吃饭了吗", "讲个笑话", "唱首歌", "几点了"])
    }
}
