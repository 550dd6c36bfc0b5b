import Audio
import Testing

@Suite struct VoiceOnsetTests {
    /// Feeds frames of 10 ms and answers at which of them voice began.
    func onsets(_ heard: [Float], sent: [Float] = [], settings: VoiceOnset.Settings = .init()) -> [Int] {
        var onset = VoiceOnset(settings)
        return heard.indices.filter { index in
            onset.sent(power: index < sent.count ? sent[index] : 0)
            return onset.heard(power: heard[index])
        }
    }

    @Test(arguments: UInt64(1)...20)
    func voiceIsHeardWithin80Milliseconds(seed: UInt64) throws {
        var line = LineSound(seed: seed)
        let heard = line.noise(-62, frames: 200) + line.speech(-28, frames: 100)
        let first = try #require(onsets(heard).first)
        #expect((200..<208).contains(first), "seed \(seed)")
    }

    @Test(arguments: UInt64(1)...20)
    func aNoisyLineIsSilence(seed: UInt64) {
        var line = LineSound(seed: seed)
        #expect(onsets(line.noise(-38, frames: 1000)).filter { $0 > 200 } == [], "seed \(seed)")
    }

    @Test func voiceIsHeardOverANoisyLine() throws {
        var line = LineSound(seed: 4)
        let heard = line.noise(-40, frames: 300) + line.speech(-22, frames: 100)
        #expect(onsets(heard).contains { (300..<308).contains($0) })
    }

    @Test func clicksAreNotVoice() {
        var line = LineSound(seed: 5)
        var heard = line.noise(-62, frames: 600)
        for start in stride(from: 50, to: 600, by: 40) { for offset in 0..<3 { heard[start + offset] = Level.power(decibels: -15) } }
        #expect(onsets(heard) == [])
    }

    @Test(arguments: [-16, -22, -30, -45] as [Float], UInt64(1)...5)
    func theEchoOfTheAssistantIsNotVoice(returnLoss: Float, seed: UInt64) {
        var line = LineSound(seed: seed)
        let sent = line.speech(-18, frames: 1500)
        let noise = line.noise(-60, frames: 1500)
        let delay = 6
        let heard = noise.indices.map { noise[$0] + ($0 >= delay ? sent[$0 - delay] * Level.power(decibels: returnLoss) : 0) }
        #expect(onsets(heard, sent: sent) == [], "seed \(seed)")
    }

    @Test(arguments: UInt64(1)...10)
    func aCallerIsHeardOverTheAssistantAndItsEcho(seed: UInt64) throws {
        var line = LineSound(seed: seed)
        let sent = line.speech(-18, frames: 800)
        let voice = line.noise(-60, frames: 500) + line.speech(-24, frames: 300)
        let heard = voice.indices.map { voice[$0] + ($0 >= 6 ? sent[$0 - 6] * Level.power(decibels: -25) : 0) }
        let first = try #require(onsets(heard, sent: sent).first)
        #expect((500..<509).contains(first), "seed \(seed)")
    }

    @Test func voiceBeginsAgainAfterAPause() {
        var line = LineSound(seed: 9)
        let heard = line.noise(-62, frames: 100) + line.speech(-25, frames: 80) + line.noise(-62, frames: 60) + line.speech(-25, frames: 80)
        #expect(onsets(heard).count == 2)
    }

    @Test func anExtremeFrameDoesNotTrap() {
        #expect(onsets([.infinity, .nan, 0, -1, .greatestFiniteMagnitude]).isEmpty)
    }
}
