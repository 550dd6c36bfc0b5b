/// Danger to people: decided by words alone, before and beside the intent.
struct EmergencyReader: Sendable {
    private let gas = WordList("煤气 燃气 天然气 液化气 瓦斯")
    private let gasSigns = WordList("味 漏 泄 臭 中毒 爆 嘶嘶 闻到 闻着 呛")
    private let gasRoutine = WordList("费 充值 缴 卡 开户 通气 安检 热水器不 灶打不着 多少钱")
    private let burst: SoundList
    private let lift = WordList("电梯 升降梯 直梯")
    private let trapped = WordList("困 关在 卡在里面 出不来 出不去 被卡 夹住 夹人 夹着 卡住人 有人卡")
    private let fire = WordList("着火 起火 失火 火灾 烧起来 冒火 电线冒烟 插座冒烟 大火")
    /// An engine or a stove that does not light.
    private let ignition = WordList("打不着火 打着火 点不着火 点着火 打火")
    private let injury = WordList("烫伤 触电 晕倒 昏倒 受伤 砸到人 掉下来砸 烫着人 没有呼吸 流血不止 中毒")
    /// 会不会爆管, 万一: no emergency yet.
    private let hypothetical = WordList("会不会 如果 万一 要是 假如 怕 以免 防止 预防 怎么预防 去年 以前 上次 上个月")

    init(_ table: HomophoneTable) {
        self.burst = SoundList(
            "爆管 爆管了 管道爆 管子爆 主管道爆 水管爆 管爆了 爆裂 管道破裂 路面塌 地面塌 路塌 地塌 塌陷 喷热水 热水喷 喷水柱 大量漏水 大量热水 全是热水 到处是热水 淹了整条 满街热水 热力管断 管道崩 挖断", table: table)
    }

    func kind(in text: [Unicode.Scalar]) -> EmergencyKind? {
        if self.hypothetical.isIn(text) { return nil }
        if self.gas.isIn(text), self.gasSigns.isIn(text), !self.gasRoutine.isIn(text) { return .gas }
        if self.lift.isIn(text), self.trapped.isIn(text) { return .trappedInLift }
        if self.fire.isIn(text), !self.ignition.isIn(text) { return .fire }
        if self.injury.isIn(text) { return .injury }
        return self.burst.first(in: text) == nil ? nil : .burstMain
    }
}
