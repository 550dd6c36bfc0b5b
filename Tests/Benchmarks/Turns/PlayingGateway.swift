import Audio
import Bus
import Contracts
import MediaGatewayCore
import Runtime
import Synchronization
import TestKit
import Vocabulary

/// A gateway with callers that say recordings: the real play-out and onset detection, without a network.
final class PlayingGateway: Sendable {
    private struct Leg {
        var key: StreamKey
        var playOut = PlayOut()
        var onset = VoiceOnset()
        var toSay: [Int16] = []
        var seq: UInt32 = 0
        var quietFrames = 0
        var isOver = false
    }

    private let bus: InMemoryBus
    private let pack: PackName
    private let legs = Mutex<[StreamKey: Leg]>([:])

    init(_ bus: InMemoryBus, pack: PackName) async {
        self.bus = bus
        self.pack = pack
        await bus.onStream { [weak self] message, _ in self?.received(message) }
    }

    private func received(_ message: SpeechStream) {
        legs.withLock { legs in
            switch message {
            case .assistantSpeech(let frames): for frame in frames { legs[frame.key]?.playOut.frameReceived(frame) }
            case .control(let key, .resume(let generation)): legs[key]?.playOut.resumed(generation)
            case .control(let key, .flush(let generation)): legs[key]?.playOut.flushed(generation)
            case .control(let key, .hangUp), .control(let key, .connectDuty): legs[key]?.isOver = true
            case .control, .callerAudio: break
            }
        }
    }

    func call(_ call: CallID, _ files: [[Int16]]) async throws {
        let trace = TraceParent("00-00000000000000000000000000000001-0000000000000001-01")
        let request = StartConversation(call: call, epoch: 1, tenant: "t", pack: pack, queue: "q", dialled: "400", caller: Masked("13800138000"), gateway: bus.instance, trace: trace)
        let key = StreamKey(handle: try await bus.ask(request, of: "speech-1").handle, epoch: 1)
        legs.withLock { $0[key] = Leg(key: key) }
        var rest = files
        let clock = ContinuousClock()
        var tick = clock.now
        while true {
            tick = tick.advanced(by: .milliseconds(20))
            try await clock.sleep(until: tick)
            let isQuiet = try step(key)
            // Half a second after the assistant's last word the caller speaks.
            guard isQuiet else { continue }
            guard !rest.isEmpty, legs.withLock({ $0[key]?.isOver }) == false else { break }
            let next = rest.removeFirst()
            legs.withLock {
                $0[key]?.toSay = next; $0[key]?.quietFrames = -200
            }
        }
        _ = try await bus.ask(EndConversation(call: call, epoch: 1), of: "speech-1")
        try await clock.sleep(for: .milliseconds(300))
    }

    /// 20 ms of one call. True when both have been quiet for a while.
    private func step(_ key: StreamKey) throws -> Bool {
        let now = SystemTime().instant()
        let (frame, controls, isQuiet) = legs.withLock { legs -> ([UInt8], [StreamControl], Bool) in
            guard var leg = legs[key] else { return ([], [], true) }
            defer { legs[key] = leg }
            let sound = Array(leg.toSay.prefix(160)) + [Int16](repeating: 0, count: max(0, 160 - leg.toSay.count))
            leg.toSay.removeFirst(min(160, leg.toSay.count))
            let alaw = G711.aLaw(sound)
            for half in [alaw[..<80], alaw[80...]] where leg.onset.heard(power: Level.power(aLaw: half)) { leg.playOut.voiceBegan(at: now) }
            let played = leg.playOut.next(at: now)
            leg.quietFrames = played == nil && leg.toSay.isEmpty ? leg.quietFrames + 1 : min(leg.quietFrames, 0)
            if played != nil { leg.quietFrames = 0 }
            let controls = leg.playOut.controls
            leg.playOut.controls = []
            return (alaw, controls, leg.quietFrames > 25)
        }
        let seq = legs.withLock { legs in
            defer { legs[key]?.seq += 1 }
            return legs[key]?.seq ?? 0
        }
        try bus.send(.callerAudio([AudioFrame(key: key, party: .caller, seq: seq, alaw: frame)]), to: "speech-1")
        for control in controls { try bus.send(.control(key, control), to: "speech-1") }
        return isQuiet
    }
}
