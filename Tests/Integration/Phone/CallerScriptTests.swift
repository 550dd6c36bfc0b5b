import Phone
import Protocols
import Testing
import Vocabulary

@Suite("A scripted caller") struct CallerScriptTests {
    private static func at(_ milliseconds: Int64) -> Instant { .zero + .milliseconds(milliseconds) }
    private static let speech = [Int16](repeating: 1, count: 8)

    private func connected(_ turns: [CallerScript.Turn], interrupt: Duration? = nil) -> CallerScript {
        var settings = CallerScript.Settings()
        settings.interrupt = interrupt
        var script = CallerScript(calling: "400", turns: turns, settings: settings)
        #expect(script.happened(.started, at: .zero) == [.call("400")])
        #expect(script.happened(.connected(id: "01X"), at: Self.at(30)).isEmpty)
        return script
    }

    @Test("hears the greeting out, speaks, waits for the answer and hangs up")
    func oneTurn() {
        var script = self.connected([.speech(Self.speech, text: "hello")])
        _ = script.happened(.soundBegan(at: Self.at(200)), at: Self.at(260))
        #expect(script.nextDeadline == nil)
        #expect(script.happened(.soundEnded(at: Self.at(3000), voiced: .milliseconds(2500)), at: Self.at(3900)) == [.say(Self.speech)])
        _ = script.happened(.said(at: Self.at(5000)), at: Self.at(5000))
        _ = script.happened(.soundBegan(at: Self.at(6100)), at: Self.at(6160))
        _ = script.happened(.soundEnded(at: Self.at(8000), voiced: .milliseconds(1700)), at: Self.at(8900))
        #expect(script.tick(at: Self.at(9900)) == [.hangUp])
        _ = script.happened(.ended(.localHangUp), at: Self.at(9910))
        #expect(script.isFinished)
        let report = script.report
        #expect(report.call == "01X")
        #expect(report.answered == 30)
        #expect(report.firstSound == 200)
        #expect(report.greeting == 2500)
        #expect(report.turns == [CallReport.Turn(kind: "speech", text: "hello", began: 3900, ended: 5000, sounded: 6100, latency: 1100, heard: 1700, outcome: .answered)])
        #expect(report.end == "local")
        #expect(report.isAnswered)
    }

    @Test("gives up on an answer that never comes, and on a greeting that never comes")
    func silence() {
        var script = self.connected([.speech(Self.speech, text: "a"), .keys([DTMFDigit("1")!])])
        #expect(script.nextDeadline == Self.at(15_030))
        #expect(script.tick(at: Self.at(15_030)) == [.say(Self.speech)])
        _ = script.happened(.said(at: Self.at(16_000)), at: Self.at(16_000))
        #expect(script.tick(at: Self.at(31_000)) == [.press([DTMFDigit("1")!])])
        #expect(script.report.turns[0].outcome == .unanswered)
        _ = script.happened(.pressed, at: Self.at(31_500))
        _ = script.happened(.ended(.peerHungUp), at: Self.at(32_000))
        #expect(script.report.turns[1].outcome == .cut)
        #expect(script.report.end == "peer")
        #expect(!script.report.isAnswered)
    }

    @Test("interrupts the answer and measures how soon it pauses")
    func interrupts() {
        var script = self.connected([.speech(Self.speech, text: "a"), .speech(Self.speech, text: "b")], interrupt: .milliseconds(700))
        _ = script.happened(.soundBegan(at: Self.at(100)), at: Self.at(160))
        _ = script.happened(.soundEnded(at: Self.at(900), voiced: .milliseconds(800)), at: Self.at(1800))
        _ = script.happened(.said(at: Self.at(2500)), at: Self.at(2500))
        _ = script.happened(.soundBegan(at: Self.at(3000)), at: Self.at(3060))
        #expect(script.nextDeadline == Self.at(3700))
        #expect(script.tick(at: Self.at(3700)) == [.say(Self.speech)])
        // It fell silent 110 ms after we began; the ear believes it 900 ms later.
        _ = script.happened(.soundEnded(at: Self.at(3810), voiced: .milliseconds(700)), at: Self.at(4710))
        _ = script.happened(.said(at: Self.at(5000)), at: Self.at(5000))
        #expect(script.report.turns[1].pausedAfter == 110)
        _ = script.happened(.soundBegan(at: Self.at(5600)), at: Self.at(5660))
        #expect(script.report.turns[1].latency == 600)
    }

    @Test("notices an answer that began while it still spoke")
    func early() {
        var script = self.connected([.speech(Self.speech, text: "a")])
        _ = script.tick(at: Self.at(15_030))
        _ = script.happened(.soundBegan(at: Self.at(15_800)), at: Self.at(15_860))
        _ = script.happened(.said(at: Self.at(16_000)), at: Self.at(16_000))
        #expect(script.report.turns[0].latency == -200)
        _ = script.happened(.soundEnded(at: Self.at(17_000), voiced: .seconds(1)), at: Self.at(17_900))
        #expect(script.report.turns[0].outcome == .answered)
    }

    @Test("is told that the number was refused")
    func refused() {
        var script = CallerScript(calling: "9", turns: [])
        _ = script.happened(.started, at: .zero)
        _ = script.happened(.ended(.refused(404)), at: Self.at(50))
        #expect(script.report.end == "refused 404")
        #expect(script.report.answered == nil)
        #expect(script.isFinished)
    }
}
