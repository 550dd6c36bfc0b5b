/// What every pack's assistant says in the same words.
public enum Prompt {
    public static let stillThere = "您好，还在吗？"
    public static let silentGoodbye = "没有听到您的声音，我先挂断了，有需要欢迎您随时再打来，再见。"
    public static let fillers = ["请稍等，正在为您处理。", "还在处理，请您再稍等一下。"]
    public static let connecting = "正在为您接通人工坐席，请稍等。"
    public static let duty = "我马上为您接通值班电话，请不要挂机。"
    public static let accepted = "人工坐席马上接听，请不要挂机。"
    public static let waitOn = "人工坐席还在忙，请您再稍等一下，不要挂机。"
    public static let offerCallBack = "不想等的话，请说回电或者按一，我们给您打回去。"
    public static let callBackTaken = "好的，已经登记了，会有专人尽快给您回电。"
    public static let callBackFailed = "抱歉，回电没有登记成功，请您继续等待，人工坐席空下来马上接听。"
    public static let working = "请稍等，正在为您办理。"
    public static let lineTrouble = "不好意思，刚才线路有点问题。"
    public static let anew = "不好意思，刚才线路断了一下，麻烦您从头再说一遍。"
    public static let systemTrouble = "非常抱歉，系统暂时没有响应。"
    public static let nobodyFree = "非常抱歉，人工坐席暂时接不通，我已经记录下来，会有专人尽快给您回电。"
    public static let nobodyToCall = "非常抱歉，人工坐席暂时接不通，请您稍后再拨。"
    public static let anythingMore = "好的，您请讲。"
    public static let welcome = "不客气。"
    public static let whatIsWrong = "好的，请问哪里需要修改？"
    public static let noted = "好的，记下了。那就这样登记，可以吗？"
    /// More about the matter, noted a second time and a third.
    public static let notedMore = ["这个也记下了。现在就给您办，可以吗？", "都记下了。您说可以我就办，不办的话您说算了。"]
    public static let afterwards = "这个问题登记以后有专人给您答复。您说可以我就马上办，想现在问清楚请说转人工。"
    public static let holdOn = "好的，我等您，您接着说就行。"
    public static let audible = "听得见，您请讲。"
    public static let nothingListed = "刚才我只说了一项，您想问哪个，请直接说名字。"
    public static let whichFee = "您问的是哪一项的费用？请直接说名称。"
    public static let noFee = "这一项要看具体情况，我这里没有准确的数，想问清楚请说转人工。"
    public static let sameAgain = "还是刚才这一条，"
    public static let askMore = "要问得更细，请说转人工。"
    public static let nothingMore = "更细的我这里没有资料了，我帮您转接人工坐席。"
    public static let whichChange = "好的，您要改的是哪一项？请完整说一遍。"
    public static let changeByPerson = "刚才的已经提交了，我请人工坐席马上帮您改。"
    public static let offerPerson = "需要的话请说转人工，我马上给您转。"
    public static let yesOrNoToThis = "您说可以，我就马上办；要改哪里，直接告诉我。"
    public static let yesOrNoToOffer = "需要的话您说要，不需要就说不用。"
    public static let registeredAlready = "刚才已经帮您登记了。"
    public static let afterYes = "您确认以后马上就安排。"
    public static let hello = "您好，请讲，有什么可以帮您？"
    public static let cancelled = "好的，那就先不办理了。"
    public static let backTo = "好的，我们继续刚才的事情。"
    public static let moreByKeypad = "办理别的业务请按一，结束通话请按二，人工服务请按零。"
    public static let trying = "不好意思，刚才线路有点问题，请稍等。"
    public static let takeYourTime = "好的，不着急，您慢慢来。"
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

    /// Played where the voice stands still, one after the other.
    public static let bridges = ["请稍等。", "还在为您处理，请再稍等一下。", "现在语音播报有点问题，转人工请按零，也请您再稍等一下。"]

    /// "现在人工坐席都在忙，您前面还有两位，大约三分钟，请不要挂机。"
    /// - Parameters:
    ///   - ahead: who is served before.
    ///   - seconds: nil when the wait cannot be said.
    public static func standing(ahead: Int, seconds: Int?) -> String {
        let place = ahead == 0 ? "下一位就是您" : "您前面还有\(SpokenForm.count(ahead))位"
        return "现在人工坐席都在忙，\(place)\(seconds.map(likely) ?? "")，请不要挂机。"
    }

    private static func likely(_ seconds: Int) -> String {
        switch seconds {
        case ..<45: "，很快就到"
        case 3600...: "，可能要等一个小时以上"
        default: "，大约\(SpokenForm.count(max(1, (seconds + 30) / 60)))分钟"
        }
    }

    /// Worth having ready before the first call.
    public static let all =
        [
            stillThere, silentGoodbye, connecting, duty, accepted, waitOn, working, offerCallBack, callBackTaken, callBackFailed, nobodyFree, nobodyToCall,
            anythingMore, welcome, whatIsWrong, cancelled, noted,
            yesOrNoToThis, yesOrNoToOffer, hello, takeYourTime,
            askNumber, numberUnknown, factorWrong, identityRefused, noArticle, moreByKeypad, trying, anew, afterwards, holdOn, audible, nothingListed, whichFee, noFee, nothingMore, whichChange,
            changeByPerson,
        ] + notedMore + bridges + fillers + askFactor + notHeard + notUnderstood + outOfScope
}
