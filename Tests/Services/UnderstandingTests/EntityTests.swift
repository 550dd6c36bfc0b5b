import SpeechIntentCore
import Testing

/// Each line: what is said, and the entities as `type text = value`. The day is Sunday, 2026-11-22.
struct EntityTests {
    static let cases: [(String, [String])] = [
        ("我的手机号是一三八零零一三八零零零", ["phone 一三八零零一三八零零零 = 13800138000"]),
        ("电话幺三八零零幺三八零零洞", ["phone 幺三八零零幺三八零零洞 = 13800138000"]),
        ("幺三九 六六零二 三个八幺", ["phone 幺三九 六六零二 三个八幺 = 13966028881"]),
        ("座机零五三幺八八六六二三四五", ["phone 零五三幺八八六六二三四五 = 053188662345"]),
        ("我的联系电话是一五九二六三七四八一零", ["phone 一五九二六三七四八一零 = 15926374810"]),
        ("手机尾号六六八八的", ["phone_tail 六六八八 = 6688"]),
        ("订单尾号三三零二", ["order_tail 三三零二 = 3302"]),
        ("银行卡尾号1234", ["card_tail 1234 = 1234"]),
        ("订单号是202611220015", ["order_no 202611220015 = 202611220015"]),
        ("运单号SF1397712345678", ["tracking_no SF1397712345678 = SF1397712345678"]),
        ("户号一零零二三四五六", ["account_no 一零零二三四五六 = 10023456"]),
        ("工单号GD20261122", ["work_order GD20261122 = GD20261122"]),
        ("身份证号11010519491231002X", ["id_card 11010519491231002X = 11010519491231002X"]),
        ("银行卡6222021234567890123", ["bank_card 6222021234567890123 = 6222021234567890123"]),
        ("取件码八杠六六零二", ["pickup_code 八杠六六零二 = 86602"]),
        ("面板显示E03", ["error_code E03 = E03"]),
        ("型号是KFR-35GW", ["model KFR-35GW = KFR35GW"]),
        ("工号八零二六", ["staff_id 八零二六 = 8026"]),
        ("发票发到zhang.san@example.com吧", ["email zhang.san@example.com = zhang.san@example.com"]),
        ("车牌京A12345", ["plate 京A12345 = 京A12345"]),

        ("明天下午两点半来吧", ["date 明天 = 2026-11-23", "time 下午两点半 = 14:30"]),
        ("我想预约明天下午两点上门维修", ["date 明天 = 2026-11-23", "time 下午两点 = 14:00"]),
        ("下周三上午九点到十一点", ["date 下周三 = 2026-11-25", "time 上午九点 = 09:00", "time 十一点 = 11:00"]),
        ("后天晚上八点一刻", ["date 后天 = 2026-11-24", "time 晚上八点一刻 = 20:15"]),
        ("十一月十五号交的", ["date 十一月十五号 = 2026-11-15"]),
        ("去年十二月三号", ["date 去年十二月三号 = 2025-12-03"]),
        ("二零二六年三月十五日结束", ["date 二零二六年三月十五日 = 2026-03-15"]),
        ("三天前报的修", ["date 三天前 = 2026-11-19"]),
        ("上个月二十号", ["date 上个月二十号 = 2026-10-20"]),
        ("元旦前能好吗", ["date 元旦 = 2027-01-01"]),
        ("双十一买的", ["date 双十一 = 2026-11-11"]),
        ("春节回家", ["date 春节 = 2027-02-06"]),
        ("腊月二十三再来", ["date 腊月二十三 = 2027-01-30"]),
        ("农历八月十五", ["date 农历八月十五 = 2027-09-15"]),
        ("冬至那天", ["date 冬至 = 2026-12-22"]),
        ("上周五下的单", ["date 上周五 = 2026-11-13"]),

        ("三百二十块五", ["amount 三百二十块五 = 320.5"]),
        ("扣了我两千三", ["amount 两千三 = 2300"]),
        ("交了一千八百六十元", ["amount 一千八百六十元 = 1860"]),
        ("便宜了五十块钱", ["amount 五十块钱 = 50"]),
        ("两块八毛五一平", ["amount 两块八毛五 = 2.85"]),
        ("我家一百二十平米", ["area 一百二十平米 = 120"]),
        ("房本上八十九点五平方", ["area 八十九点五平方 = 89.5"]),
        ("家里才十五度", ["temperature 十五度 = 15"]),
        ("室内二十八度半", ["temperature 二十八度半 = 28.5"]),
        ("零下五度", ["temperature 零下五度 = -5"]),
        ("已经三天了", ["duration 三天 = 3天"]),
        ("等了半个小时", ["duration 半个小时 = 30分钟"]),
        ("分十二期", ["duration 十二期 = 12期"]),
        ("老人八十五岁", ["age 八十五岁 = 85"]),
        ("跑了三万公里", ["mileage 三万公里 = 30000"]),
        ("表上走了三十二吉焦", ["reading 三十二吉焦 = 32"]),
        ("换成四十二码", ["size 四十二码 = 42"]),
        ("要XL的", ["size XL = XL"]),

        ("我家三号楼二单元五零一暖气不热", ["address 三号楼二单元五零一 = 3号楼2单元501"]),
        ("阳光小区十二号楼三单元六零二室", ["address 阳光小区十二号楼三单元六零二室 = 阳光小区12号楼3单元602室"]),
        ("天天半夜小区里吵", []),
        ("天天半夜阳光小区里吵", ["address 阳光小区 = 阳光小区"]),
        ("我住在建设路八十八号", ["address 建设路八十八号 = 建设路88号"]),
        ("户主叫王建国", ["name 王建国 = 王建国"]),
        ("昨天来的李师傅", ["date 昨天 = 2026-11-21", "name 李师傅 = 李师傅"]),

        ("暖气一点都不热", []),
        ("马路上冒热气", []),
        ("十分感谢", []),
        ("我一个人在家", []),
        ("有一个房间不热", []),
        ("整个小区都停暖了", []),
        ("你们这个态度", []),
        ("转人工", []),
    ]

    @Test("entities are found where they are and normalised", arguments: cases)
    func entities(said: String, wanted: [String]) throws {
        let understanding = try #require(Packs.heating).understanding
        let found = understanding.understand(said, context: Packs.context).entities
        #expect(found.map { "\($0.type.rawValue) \($0.text) = \($0.value)" } == wanted)
        let scalars = Array(said.unicodeScalars)
        for entity in found {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[entity.start..<entity.end])
            #expect(String(view) == entity.text)
        }
    }

    @Test("what was asked for decides what a bare number is")
    func expected() throws {
        let understanding = try #require(Packs.heating).understanding
        var context = Packs.context
        context.expecting = .accountNumber
        #expect(understanding.understand("幺零零二三四五六", context: context).entities.first?.type == .accountNumber)
        context.expecting = .name
        #expect(understanding.understand("李秀英", context: context).entities.first?.value == "李秀英")
    }
}
