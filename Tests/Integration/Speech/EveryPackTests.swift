import Contracts
import SpeechIntentCore
import SpeechIntentPackFiles
import SpeechIntentShell
import Testing
import Vocabulary

/// One telephone call of each industry: the pack's own files, real understanding, an engine of each kind that answers as told.
@Suite("A call of every industry", .serialized)
struct EveryPackTests {
    struct Call: Sendable, CustomTestStringConvertible {
        var pack: String
        /// What the caller says, turn by turn.
        var says: [String]
        /// A business action that must be done, if any.
        var act: String?
        /// An article that must be spoken, if any.
        var article: String?
        var testDescription: String { pack }
    }

    static let calls = [
        Call(pack: "heating", says: ["楼上热楼下不热是怎么回事", "不用了", "没事了再见"], article: "vent-how"),
        Call(pack: "property", says: ["楼道灯坏了", "三号楼二单元五零一", "对", "没有了再见"], act: "ticket.create"),
        Call(pack: "ecommerce", says: ["我的快递怎么还没到", "没别的事了再见"], act: "parcel.lookup"),
        Call(pack: "finance", says: ["我的银行卡丢了", "对", "没有了再见"], act: "ticket.create"),
        Call(pack: "government", says: ["身份证丢了怎么补办", "不用了", "没有了再见"], article: "id-"),
        Call(pack: "automobile", says: ["保养一次多少钱", "没有了再见"], article: "price-"),
        Call(pack: "appliance", says: ["空调不制冷了", "明天", "对", "没有了再见"], act: "ticket.create"),
        Call(pack: "retail", says: ["会员积分怎么兑换", "不用了", "没有了再见"], article: "member-"),
    ]

    private static let customer = CustomerCard(
        id: "c1", name: Masked("王芳"), address: Masked("阳光小区3号楼302"), accounts: [Masked("20261234")], tickets: [])

    @Test("greeted, served, ended, and told", arguments: calls)
    func call(wanted: Call) async throws {
        let rig = try await Rig(recognisers: [ScriptedRecognizer("one", wanted.says)], industry: try Self.industry(wanted.pack), customer: Self.customer)
        let line = try await rig.begin(pack: PackName(wanted.pack))
        try await line.silence(100)
        var generation: UInt32 = 0
        for _ in 0..<wanted.says.count + 3 {
            generation = await played(line, after: generation)
            if rig.journal.all(UtteranceRecognised.self).count >= wanted.says.count { break }
            try await line.speech(600)
            try await line.silence(900)
        }
        #expect(await rig.eventually { line.controls.contains { if case .hangUp = $0 { true } else { false } } }, "\(wanted.pack): no end")
        _ = try await rig.gateway.ask(EndConversation(call: "CALL", epoch: 1), of: rig.speech.instance)
        #expect(await rig.eventually { rig.journal.types.last == ConversationEnded.type })
        #expect(rig.journal.all(ConversationEnded.self).first?.outcome == .finished, "\(wanted.pack)")
        if let act = wanted.act { #expect(rig.acts.withLock { $0 }.contains { $0.action == act }, "\(wanted.pack): \(act) was not done") }
        if let article = wanted.article {
            #expect(rig.journal.all(DecisionMade.self).flatMap(\.passages).contains { $0.hasPrefix(article) }, "\(wanted.pack): \(article) was not spoken")
        }
        await rig.stop()
    }

    /// Plays whatever is said until the line is quiet; returns the last generation.
    private func played(_ line: Line, after former: UInt32) async -> UInt32 {
        _ = await line.rig.eventually { line.frames.contains { $0.generation > former && $0.last } }
        var last = former
        while let next = line.frames.filter({ $0.generation > last && $0.last }).map(\.generation).min() {
            last = next
            try? line.play(next)
            try? await Task.sleep(for: .milliseconds(150))
        }
        return last
    }

    private static func industry(_ name: String) throws -> Industry {
        let folder = PackFolder.standard(), pack = try folder.load(name), tables = try folder.tables()
        return Industry(
            name: PackName(name), version: "1", pack: pack, understanding: Understanding(pack: pack, tables: tables), index: ArticleIndex(pack.articles, tables: tables))
    }
}

@Suite("A voice that hangs", .serialized)
struct HangingVoiceTests {
    @Test("a sign of life, then the next engine, long before the first one's deadline")
    func hangs() async throws {
        var deadlines = SpeechEngines.Deadlines()
        deadlines.speech = .seconds(20)
        let rig = try await Rig(
            recognisers: [ScriptedRecognizer("one", [""])], voices: [ScriptedVoice(name: "hangs", hangs: true), ScriptedVoice(name: "voice")], deadlines: deadlines)
        let line = try await rig.begin()
        try await line.silence(100)
        #expect(await rig.eventually { line.frames.contains { $0.generation == 1 } })
        try await line.silence(2200)
        try line.control(.played(generation: 1, frames: 29, finished: false))
        #expect(await rig.eventually { line.frames.contains { $0.generation == 1 && $0.last } })
        await rig.stop()
    }
}
