import Contracts
import MediaGatewayCore
import Testing
import Vocabulary

@Suite struct PlayOutTests {
    let now = Instant.zero

    func frame(_ generation: UInt32, _ seq: UInt32, last: Bool = false) -> SpeechFrame {
        SpeechFrame(key: StreamKey(handle: 1, epoch: 1), generation: generation, seq: seq, last: last, alaw: Array(repeating: UInt8(truncatingIfNeeded: seq), count: 160))
    }

    func playing(_ generations: [(UInt32, Int)]) -> PlayOut {
        var playOut = PlayOut()
        for (generation, count) in generations {
            for seq in 0..<count { playOut.frameReceived(frame(generation, UInt32(seq), last: seq == count - 1)) }
        }
        return playOut
    }

    @Test func generationsArePlayedInOrderAndReported() {
        var playOut = playing([(1, 2), (2, 1)])
        let played = (0..<4).map { _ in playOut.next(at: now).map { [$0.generation, $0.seq] } ?? [] }
        #expect(played == [[1, 0], [1, 1], [2, 0], []])
        #expect(playOut.controls == [.played(generation: 1, frames: 2, finished: true), .played(generation: 2, frames: 1, finished: true)])
        #expect(playOut.isIdle)
    }

    @Test func creditFollowsWhatWasPlayed() {
        var playOut = playing([(1, 60)])
        for _ in 0..<50 { _ = playOut.next(at: now) }
        #expect(
            playOut.controls == [
                .played(generation: 1, frames: 25, finished: false), .credit(generation: 1, upTo: 275),
                .played(generation: 1, frames: 50, finished: false), .credit(generation: 1, upTo: 300),
            ])
    }

    @Test func theCallersVoicePausesAndABackchannelGoesOnWhereItStopped() {
        var playOut = playing([(7, 10)])
        for _ in 0..<4 { _ = playOut.next(at: now) }
        playOut.voiceBegan(at: now)
        #expect(playOut.next(at: now) == nil && playOut.isPaused)
        #expect(playOut.controls == [.voiceOnset(generation: 7, frames: 4)])
        playOut.resumed(7)
        #expect(playOut.next(at: now)?.seq == 4)
    }

    @Test func anInterruptionThrowsTheRestAwayAndSaysSo() {
        var playOut = playing([(7, 10), (8, 5)])
        for _ in 0..<4 { _ = playOut.next(at: now) }
        playOut.voiceBegan(at: now)
        playOut.flushed(8)
        #expect(playOut.controls.suffix(2) == [.played(generation: 7, frames: 4, finished: true), .played(generation: 8, frames: 0, finished: true)])
        playOut.frameReceived(frame(8, 5))
        #expect(playOut.refused == 1 && playOut.isIdle)
        playOut.frameReceived(frame(9, 0))
        #expect(playOut.next(at: now)?.generation == 9)
    }

    @Test func aFlushOfWhatIsOlderLeavesWhatIsNewer() {
        var playOut = playing([(7, 3), (8, 2)])
        _ = playOut.next(at: now)
        playOut.flushed(7)
        #expect(playOut.next(at: now)?.generation == 8)
    }

    @Test func onsetInSilenceNamesNoGenerationAndPausesNothing() {
        var playOut = PlayOut()
        playOut.voiceBegan(at: now)
        #expect(playOut.controls == [.voiceOnset(generation: 0, frames: 0)])
        playOut.frameReceived(frame(1, 0))
        #expect(playOut.next(at: now)?.seq == 0)
    }

    @Test func aPauseThatNobodyDecidesOnEnds() {
        var playOut = playing([(1, 5)])
        _ = playOut.next(at: now)
        playOut.voiceBegan(at: now)
        #expect(playOut.next(at: now + .milliseconds(2999)) == nil)
        #expect(playOut.next(at: now + .seconds(3))?.seq == 1)
    }

    @Test func hangUpWaitsForTheLastWord() {
        var playOut = playing([(3, 2)])
        playOut.ends(after: 3, with: .hangUp, at: now)
        _ = playOut.next(at: now)
        #expect(playOut.takeAfterwards(at: now) == nil)
        _ = playOut.next(at: now)
        #expect(playOut.takeAfterwards(at: now) == .hangUp)
        #expect(playOut.takeAfterwards(at: now) == nil)
    }

    @Test func hangUpWaitsForWordsThatAreStillBeingMade() {
        var playOut = PlayOut()
        playOut.ends(after: 1, with: .connectDuty(number: Array("119".utf8)), at: now)
        #expect(playOut.takeAfterwards(at: now + .seconds(9)) == nil)
        playOut.frameReceived(frame(1, 0, last: true))
        _ = playOut.next(at: now + .seconds(9))
        #expect(playOut.takeAfterwards(at: now + .seconds(9)) == .connectDuty(number: Array("119".utf8)))
    }

    @Test func hangUpDoesNotWaitForEver() {
        var playOut = PlayOut()
        playOut.ends(after: 1, with: .hangUp, at: now)
        #expect(playOut.takeAfterwards(at: now + .seconds(10)) == .hangUp)
    }

    @Test func aPeerThatIgnoresItsCreditGrowsNothing() {
        var settings = PlayOut.Settings()
        settings.capacity = 10
        var playOut = PlayOut(settings)
        for seq in 0..<100 { playOut.frameReceived(frame(1, UInt32(seq))) }
        #expect(playOut.refused == 90)
    }

    @Test func framesOutOfOrderAreRefused() {
        var playOut = playing([(2, 3)])
        for wrong in [frame(1, 0), frame(2, 3), frame(2, 1)] { playOut.frameReceived(wrong) }
        #expect(playOut.refused == 3)
        for _ in 0..<3 { _ = playOut.next(at: now) }
        playOut.frameReceived(frame(2, 3))
        #expect(playOut.refused == 4)
    }

    @Test(arguments: UInt64(1)...50)
    func everyGenerationIsFinishedExactlyOnce(seed: UInt64) {
        var random = SeededNumbers(seed)
        var playOut = PlayOut()
        var generation: UInt32 = 0, finished: [UInt32] = [], time = now
        for _ in 0..<400 {
            time = time + .milliseconds(20)
            switch random.below(12) {
            case 0 where generation < 20:
                generation += 1
                let count = random.below(6) + 1
                for seq in 0..<count { playOut.frameReceived(frame(generation, UInt32(seq), last: seq == count - 1)) }
            case 1: playOut.voiceBegan(at: time)
            case 2: playOut.resumed(generation)
            case 3: playOut.flushed(UInt32(random.below(Int(generation) + 1)))
            default: _ = playOut.next(at: time)
            }
        }
        playOut.flushed(generation)
        for case .played(let number, _, true) in playOut.controls { finished.append(number) }
        #expect(finished == Array(1...max(1, generation)).filter { $0 <= generation }, "seed \(seed)")
    }
}
