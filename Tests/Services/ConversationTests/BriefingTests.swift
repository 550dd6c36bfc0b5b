import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

/// What the assistant tells whoever picks up.
@Suite("Briefing whoever picks up") struct BriefingTests {
    private func talk(introduction: String = "坐席已经接听，请讲。") -> Talk {
        var pack = SmallPack.pack
        pack.profile.escalation.introduction = introduction
        var talk = Talk(pack)
        talk.step { $0.callStarted(at: $1) }
        talk.step { $0.customerFound(Talk.customer, at: $1) }
        return talk
    }

    @Test func itNamesTheCallerTheMatterAndTheMood() {
        var talk = talk()
        talk.caller("暖气不热", "not_hot_home", anger: 85)
        #expect(talk.handOvers.first?.reason == .anger)
        #expect(talk.handOvers.first?.briefing == HandOverBriefing(toAgent: "王芳来电，报修暖气不热，情绪激动。", toBoth: "坐席已经接听，请讲。"))
    }

    @Test func whoAsksForAPersonIsSaidToHave() {
        var talk = talk()
        talk.caller("转人工", "human_agent")
        #expect(talk.handOvers.first?.briefing?.toAgent == "王芳来电，要求人工。")
    }

    @Test func numbersAndAddressesStayOnTheScreen() {
        var talk = talk()
        talk.caller("转人工", "human_agent")
        let words = talk.handOvers.first?.briefing?.toAgent ?? ""
        #expect(!words.isEmpty && !words.contains(where: \.isNumber) && !words.contains("阳光小区"))
    }

    @Test func withoutAnIntroductionNobodyIsBriefed() {
        var talk = talk(introduction: "")
        talk.caller("转人工", "human_agent")
        #expect(talk.handOvers.count == 1 && talk.handOvers.first?.briefing == nil)
    }
}
