/// A word that says what kind of number comes next; the first type that fits the number is meant.
struct Cue: Sendable {
    var types: [EntityType]
    var isTail = false

    private static let tails = ["手机尾号", "尾号", "后四位", "最后四位", "末四位", "后面四位"]

    private static let heads: [(words: String, types: [EntityType])] = [
        ("手机号 手机 电话 电话号码 座机 联系方式 号码 联系电话 热线", [.phone]),
        ("订单号 订单 订单编号 单号 流水号 交易号 下单", [.orderNumber]),
        ("运单号 运单 快递单号 快递单 快递 物流单号 物流 包裹", [.trackingNumber]),
        ("工单号 工单 报修单号 报修单 报修号 维修单 受理号 派单号", [.workOrder]),
        ("户号 用户编码 用户编号 用户号 客户编号 供热编号 缴费号 编码 缴费编号 热力卡号 卡号 户头 账号", [.accountNumber, .bankCard]),
        ("银行卡 银行卡号 储蓄卡 信用卡 借记卡 工行卡 建行卡 农行卡 招行卡", [.bankCard]),
        ("卡尾号 卡的尾号 卡后四位 卡号后四位 卡末四位", [.cardTail]),
        ("身份证 身份证号 证件号", [.idCard]),
        ("取件码 提货码 取货码 自提码 验证码", [.pickupCode]),
        ("故障码 故障代码 错误代码 错误码 代码 显示 报警 报错 提示", [.errorCode]),
        ("型号 机型", [.model]),
        ("工号 员工号 客服号", [.staffID]),
        ("车架号 车架", [.vin]),
        ("保单号 保单 保单尾号", [.policyNumber]),
        ("合同号 合同编号 合同 协议号", [.contractNumber]),
        ("税号 纳税人识别号 信用代码 识别号", [.taxNumber]),
        ("罚单号 罚单 决定书编号 决定书号", [.ticketNumber]),
    ]

    static let words: Lexicon<Cue> = {
        var all: [(String, Cue)] = tails.map { ($0, Cue(types: [.phoneTail], isTail: true)) }
        for head in heads {
            for word in head.words.split(separator: " ") { all.append((String(word), Cue(types: head.types))) }
        }
        return Lexicon(all)
    }()
}
