import AgentAssistCore
import Contracts
import TestKit
import Testing
import Vocabulary

struct CallContextTests {
    @Test func tellsTheCallInOrder() throws {
        let picture = try Told.angryCall.picture()
        #expect(picture.lines.map(\.party) == [.assistant, .caller, .caller])
        #expect(picture.lines.map(\.anger) == [nil, 30, 88])
        #expect(picture.head.revision == 6)
        #expect(picture.head.reason == .anger)
        #expect(picture.head.intent == "heating.repair")
        #expect(picture.head.state == .offered)
        #expect(picture.head.actions.map(\.name) == ["ticket.urge"])
        #expect(picture.head.tickets.map(\.state) == [.dispatched])
    }

    @Test(arguments: 0..<200) func anyInterleavingAndAnyRepetitionGiveTheSame(seed: Int) throws {
        let told = Told.angryCall, expected = try told.context()
        var random = SeededRandom(seed: UInt64(seed)), context = CallContext(call: Told.call)
        let again = told.envelopes.filter { _ in Bool.random(using: &random) }
        for envelope in (told.envelopes + again).shuffled(using: &random) { try context.apply(envelope) }
        #expect(context == expected, "seed \(seed)")
    }

    @Test func numbersAreMaskedOnTheScreen() throws {
        let card = CustomerCard(id: "c1", name: Masked("王建国"), address: nil, accounts: [Masked("202400187")], tickets: [])
        let picture = try Told.angryCall.picture(customer: card)
        #expect(picture.head.caller == "138****1234")
        #expect(picture.head.customer?.accounts == ["*****0187"])
        #expect(picture.lines.last?.text?.revealed == "你们到底管不管，我身份证110101********1234都报了三遍")
    }

    @Test(arguments: [
        ("13800001234", "138****1234"), ("110101199003071234", "110101********1234"), ("11010119900307123X", "110101********123X"),
        ("6222021234567890123", "622************0123"), ("12345", "*****"), ("", ""),
    ])
    func masksByLength(number: String, shown: String) { #expect(ScreenMask.number(number) == shown) }

    @Test(arguments: [("和平路 18 号 3 单元 502", "和平路 18 号 3 单元 ***"), ("502", "***"), ("和平路", "和平路"), ("", ""), ("7号楼东门", "*号楼东门")])
    func anAddressHidesItsLastNumber(address: String, shown: String) { #expect(ScreenMask.address(address) == shown) }

    @Test func shortNumbersInWordsStay() { #expect(ScreenMask.text("12月3日交1860.50元，电话13800001234。") == "12月3日交1860.50元，电话138****1234。") }

    @Test func theAssistantsProposalComesFirst() throws {
        let suggestions = try Told.angryCall.picture().head.suggestions
        #expect(suggestions.map(\.source) == [.assistant, .reason, .records])
        #expect(suggestions.first?.text.revealed == "王先生，实在抱歉")
    }

    @Test func wordsThatCannotBeOpenedLeaveAnEmptyLine() throws {
        let picture = OpenedContext(context: try Told.angryCall.context(), texts: [:], customer: nil).picture(for: Told.agent)
        #expect(picture.lines.count == 3)
        #expect(picture.lines.allSatisfy { $0.text == nil })
        #expect(picture.head.caller == nil)
    }

    @Test func followsTheOfferToItsEnd() throws {
        var told = Told.angryCall
        told.say(AgentConnected(call: Told.call, leg: "l2", agent: Told.agent, fence: 7), by: .mediaGateway)
        #expect(try told.picture().head.state == .talking)
        told.say(HandOverFinished(call: Told.call, agent: Told.agent, fence: 7, talked: 5), by: .routing)
        #expect(try told.picture().head.state == .ended)
    }

    @Test func knowsWhetherTheAgentIsHeard() throws {
        var told = Told.angryCall
        told.say(AgentConnected(call: Told.call, leg: "l2", agent: Told.agent, fence: 7), by: .mediaGateway)
        told.say(LegMuted(call: Told.call, leg: "l2", agent: Told.agent, isMuted: true), by: .mediaGateway)
        told.say(LegMuted(call: Told.call, leg: "l3", agent: "wang", isMuted: false), by: .mediaGateway)
        #expect(try told.picture().head.isMuted)
        told.say(AgentConnected(call: Told.call, leg: "l5", agent: Told.agent, fence: 8), by: .mediaGateway)
        #expect(try !told.picture().head.isMuted, "connected anew")
    }

    @Test func knowsWhoElseIsInTheCall() throws {
        var told = Told.angryCall
        told.say(CallHeld(call: Told.call, by: .routing, isHeld: true), by: .mediaGateway)
        told.say(LegJoined(call: Told.call, leg: "l3", role: .consulted, agent: "wang"), by: .mediaGateway)
        told.say(LegJoined(call: Told.call, leg: "l4", role: .listening, agent: "boss"), by: .mediaGateway)
        let asking = try told.picture().head
        #expect(asking.isHeld)
        #expect(asking.others == [.init(leg: "l3", role: .consulted, agent: "wang")], "who listens unheard is not told")
        told.say(LegJoined(call: Told.call, leg: "l4", role: .joined, agent: "boss"), by: .mediaGateway)
        told.say(CallHeld(call: Told.call, by: .routing, isHeld: false), by: .mediaGateway)
        told.say(LegLeft(call: Told.call, leg: "l3", role: .consulted, agent: "wang", reason: nil), by: .mediaGateway)
        let after = try told.picture().head
        #expect(!after.isHeld)
        #expect(after.others == [.init(leg: "l4", role: .joined, agent: "boss")])
    }

    @Test func keepsAnAgentsWordsWithoutAnger() throws {
        var told = Told.angryCall
        told.say(UtteranceRecognised(call: Told.call, revision: 8, party: .agent, text: Sealed(box: "您好"), confidence: 1, anger: 0, duration: 1, recognition: 1), by: .speechIntent)
        #expect(try told.picture().lines.last?.party == .agent)
        #expect(try told.picture().lines.last?.anger == nil)
    }

    @Test func aLongCallKeepsItsLatestLines() throws {
        var told = Told()
        for revision in 1...(CallContext.lineLimit + 50) { told.heard("第\(revision)句", revision: revision) }
        let lines = try told.picture().lines
        #expect(lines.count == CallContext.lineLimit)
        #expect(lines.first?.text?.revealed == "第51句")
    }

    @Test func aBodyOfAnotherShapeChangesNothing() throws {
        var context = try Told.angryCall.context()
        let before = context
        var broken = Told.angryCall.envelopes[4]
        broken.data = Array("{\"call\": 3}".utf8)
        #expect(throws: DecodingError.self) { try context.apply(broken) }
        #expect(context == before)
    }
}
