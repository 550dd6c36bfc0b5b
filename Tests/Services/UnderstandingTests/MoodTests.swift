import SpeechIntentCore
import Testing

struct MoodTests {
    private func understood(_ said: String) throws -> Understood {
        try #require(Packs.heating).understanding.understand(said, context: Packs.context)
    }

    @Test(
        "rage, sarcasm and quiet threats are heard",
        arguments: [
            "你们他妈的到底管不管，都冻死人了，什么垃圾公司",
            "气死我了，一帮骗子，我要去法院告你们",
            "行啊，真有你们的，供了个寂寞，凭什么收我钱，太过分了",
            "再不来人我就找记者曝光你们，忍无可忍了，别怪我不客气",
        ])
    func angry(said: String) throws { #expect(try self.understood(said).anger >= 70) }

    @Test(
        "a formal complaint, urgency and plain questions are not anger",
        arguments: [
            "你好，我要投诉一位维修师傅，麻烦登记一下", "家里漏水了快来人", "请问今年什么时候供暖", "谢谢你们，师傅很好", "麻烦尽快安排一下，老人在家",
        ])
    func calm(said: String) throws { #expect(try self.understood(said).anger < 40) }

    @Test("a raised voice adds to words")
    func voice() throws {
        let understanding = try #require(Packs.heating).understanding
        var context = Packs.context
        let words = understanding.understand("到底什么时候来人", context: context).anger
        context.voice = VoiceTone(pitch: 2, energy: 2, rate: 1)
        #expect(understanding.understand("到底什么时候来人", context: context).anger >= words + 20)
    }

    @Test(
        "danger is told from routine",
        arguments: [
            ("家里一股煤气味", EmergencyKind.gas), ("闻到燃气泄漏了", .gas), ("马路上管道爆了喷热水", .burstMain), ("楼下爆官了", .burstMain),
            ("电梯坏了有人被困在里面", .trappedInLift), ("厨房着火了", .fire), ("热水把孩子烫伤了", .injury),
        ])
    func danger(said: String, kind: EmergencyKind) throws { #expect(try self.understood(said).emergency == kind) }

    @Test("no danger", arguments: ["煤气费怎么交", "暖气不热", "电梯坏了", "会不会爆管啊", "卧室暖气滴水", "天然气充值卡丢了"])
    func noDanger(said: String) throws { #expect(try self.understood(said).emergency == nil) }

    @Test("a person is asked for, also when misheard", arguments: ["转人工", "转人工克服", "传人公", "我要跟你们经理说", "别废话找个真人", "给我转接人工坐席"])
    func person(said: String) throws { #expect(try self.understood(said).wantsPerson) }

    @Test("no person is asked for", arguments: ["不用转人工", "暖气不热", "人工湖那边漏水"])
    func noPerson(said: String) throws { #expect(try !self.understood(said).wantsPerson) }

    @Test(
        "yes, no and listening",
        arguments: [
            ("嗯", Understood.Reply.backchannel), ("哦哦", .backchannel), ("是的没错", .affirm), ("可以可以", .affirm), ("不是", .deny), ("先不用了", .deny),
            ("暖气不热", .none), ("是不是停暖了", .none), ("好像漏水了", .none), ("不热", .none),
        ])
    func replies(said: String, reply: Understood.Reply) throws { #expect(try self.understood(said).reply == reply) }

    @Test(
        "after a question the first word decides",
        arguments: [
            ("对，三号楼那个", Understood.Reply.affirm), ("嗯", .affirm), ("不对，是四号楼", .deny), ("不是三零一，是三零二", .deny), ("好的麻烦你了", .affirm),
        ])
    func answers(said: String, reply: Understood.Reply) throws {
        var context = Packs.context
        context.awaitsConfirmation = true
        #expect(try #require(Packs.heating).understanding.understand(said, context: context).reply == reply)
    }

    @Test("a case for a specialist is complex, routine is not")
    func complexity() throws {
        let hard = "我这房子是法拍买的，原房东欠了三年热费，开发商和物业都推责任，法院的判决书上写明不归我承担，另外楼下还说我家漏水要赔偿，你们怎么协商"
        #expect(try self.understood(hard).complexity > 0.8)
        #expect(try self.understood("暖气不热").complexity < 0.2)
    }
}
