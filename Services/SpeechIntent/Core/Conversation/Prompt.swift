/// What every pack's assistant says in the same words.
public enum Prompt {
    public static let stillThere = "您好，还在吗？"
    public static let silentGoodbye = "没有听到您的声音，我先挂断了，有需要欢迎您随时再打来，再见。"
    public static let fillers = ["请稍等，正在为您处理。", "还在处理，请您再稍等一下。"]
    public static let connecting = "正在为您接通人工坐席，请稍等。"
    public static let duty = "我马上为您接通值班电话，请不要挂机。"
    public static let accepted = "人工坐席马上接听，请不要挂机。"
    public static let waitOn = "人工坐席还在忙，请您再稍等一下，不要挂机。"
    public static let working = "请稍等，正在为您办理。"
    public static let lineTrouble = "不好意思，刚才线路有点问题。"
    public static let systemTrouble = "非常抱歉，系统暂时没有响应。"
    public static let nobodyFree = "非常抱歉，人工坐席暂时接不通，我已经记录下来，会有专人尽快给您回电。"
    public static let nobodyToCall = "非常抱歉，人工坐席暂时接不通，请您稍后再拨。"
    public static let anythingMore = "好的，您请讲。"
    public static let welcome = "不客气。"
    public static let whatIsWrong = "好的，请问哪里需要修改？"
    public static let cancelled = "好的，那就先不办理了。"
    public static let backTo = "好的，我们继续刚才的事情。"
    public static let moreByKeypad = "办理别的业务请按一，结束通话请按二，人工服务请按零。"
    public static let trying = "不好意思，刚才线路有点问题，请稍等。"
    public static let askNumberAgain = "您再想想，登记的会不会是家里别人的手机号？请说一下或者用键盘输入。"
    public static let askFactor = [
        "为了您的信息安全，请说一下户号的后四位，也可以用键盘输入。", "请您再核对一下，户号在缴费单上，最后四位是多少？", "最后再核对一次，请用键盘按户号的后四位。",
    ]
    public static let askNumber = "请您说一下登记的手机号码，也可以用键盘输入，按井号键结束。"
    public static let numberUnknown = "这个号码没有查到登记信息。"
    public static let factorWrong = "对不起，信息不一致。"
    public static let identityRefused = "抱歉，没能核实您的身份，为了信息安全，我帮您转接人工坐席。"
    public static let keypad = "您也可以用键盘输入，按井号键结束。"
    public static let yesOrNo = "是的请按一，不是请按二。"
    public static let correct = "对吗？"
    public static let onceMore = "再跟您确认一下，"
    public static let noArticle = "这个问题我暂时没有准确的资料，我帮您转接人工坐席。"

    /// When the pack's own words were all said.
    public static let notHeard = ["信号好像不太好，请您靠近话筒再说一次。", "抱歉又没听清，请您用几个字说一下要办什么。", "还是听不清，您可以到安静一点的地方慢慢说。"]
    public static let notUnderstood = ["您可以直接说要办的事情，比如查询，报修，或者投诉。", "我可能理解错了，您换几个词说说看？", "请您用最简单的一句话告诉我，需要办什么。"]
    public static let outOfScope = ["这件事不在我能办的范围里，您还有别的要办吗？", "这个我帮不上忙，您可以说说我们这边的业务。", "抱歉，这个也办不了，需要的话我给您转人工。"]

    /// Worth having ready before the first call.
    public static let all =
        [
            stillThere, silentGoodbye, connecting, duty, accepted, waitOn, working, nobodyFree, nobodyToCall, anythingMore, welcome, whatIsWrong, cancelled,
            askNumber, numberUnknown, factorWrong, identityRefused, noArticle, moreByKeypad, trying,
        ] + fillers + askFactor + notHeard + notUnderstood + outOfScope
}
