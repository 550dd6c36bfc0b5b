import Contracts
import MediaGatewayCore
import Testing
import Vocabulary

@Suite struct EarlySpeechTests {
    let seat = SpeechSeat(instance: "speech-1", key: StreamKey(handle: 4, epoch: 1))
    let other = SpeechSeat(instance: "speech-1", key: StreamKey(handle: 5, epoch: 1))

    @Test func whatCameEarlyIsHandedOverInOrderOnce() {
        var early = EarlySpeech()
        let items = [EarlySpeech.Item.control(.flush(generation: 1)), .control(.hangUp(generation: 2))]
        for item in items { early.keep(item, for: seat, at: .zero) }
        early.keep(.control(.resume(generation: 9)), for: other, at: .zero)
        #expect(early.take(seat, at: .zero + .milliseconds(900)) == items)
        #expect(early.take(seat, at: .zero + .milliseconds(900)) == [])
    }

    @Test func itIsKeptForAMomentAndWithinABound() {
        var early = EarlySpeech(bound: 3, patience: .seconds(1))
        for generation in UInt32(0)..<5 { early.keep(.control(.flush(generation: generation)), for: seat, at: .zero) }
        #expect(early.take(other, at: .zero) == [])
        early.keep(.control(.flush(generation: 7)), for: other, at: .zero + .seconds(2))
        #expect(early.take(other, at: .zero + .seconds(2)) == [.control(.flush(generation: 7))])
        #expect(early.take(seat, at: .zero + .seconds(2)) == [])
    }
}
