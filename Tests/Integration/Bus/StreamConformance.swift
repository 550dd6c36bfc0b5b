import Bus
import Contracts
import Testing
import Vocabulary

/// What every bus promises of streams.
@Suite("Bus conformance: streams", .serialized) struct StreamConformance {
    static let pair: [(InstanceID, ServiceName)] = [("media-gateway-1", .mediaGateway), ("speech-intent-1", .speechIntent)]
    static let key = StreamKey(handle: 7, epoch: 1)

    @Test(arguments: BusWorld.Kind.allCases) func speechAndControlsArriveWholeAndInOrder(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            let heard = Heard<SpeechStream>(), senders = Heard<InstanceID>()
            await world["media-gateway-1"].onStream { message, sender in
                heard.append(message)
                senders.append(sender)
            }
            for seq: UInt32 in 0..<1000 {
                try world["speech-intent-1"].send(.assistantSpeech([Self.speech(seq)]), to: "media-gateway-1")
                if seq % 100 == 99 { try world["speech-intent-1"].send(.control(Self.key, .resume(generation: seq)), to: "media-gateway-1") }
            }
            try await eventually("the last control is heard") { heard.all.last == .control(Self.key, .resume(generation: 999)) }
            #expect(flattened(heard.all) == (0..<1000).flatMap { seq in seq % 100 == 99 ? ["f\(seq)", "r\(seq)"] : ["f\(seq)"] })
            #expect(Set(senders.all) == ["speech-intent-1"])
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func callersSoundArrivesInOrder(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            let heard = Heard<SpeechStream>()
            await world["speech-intent-1"].onStream { message, _ in heard.append(message) }
            for seq: UInt32 in 0..<500 {
                let frames = (0..<4).map { AudioFrame(key: StreamKey(handle: $0, epoch: 1), party: .caller, seq: seq, alaw: Array(repeating: 0xD5, count: 160)) }
                try world["media-gateway-1"].send(.callerAudio(frames), to: "speech-intent-1")
            }
            try await eventually("all is heard") { sound(heard.all).count == 2000 }
            #expect(sound(heard.all).filter { $0.key.handle == 2 }.map(\.seq) == Array(0..<500))
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func unknownDestinationsAreRefused(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            await expect(.unavailable) { try world["media-gateway-1"].send(.control(Self.key, .bridged), to: "speech-intent-9") }
        }
    }

    static func speech(_ seq: UInt32) -> SpeechFrame {
        SpeechFrame(key: key, generation: 1, seq: seq, last: false, alaw: Array(repeating: 0x55, count: 160))
    }
}

func sound(_ messages: [SpeechStream]) -> [AudioFrame] {
    messages.flatMap { message in if case .callerAudio(let frames) = message { frames } else { [AudioFrame]() } }
}

/// `f3` for a frame of speech, `r3` for a resume.
private func flattened(_ messages: [SpeechStream]) -> [String] {
    messages.flatMap { message in
        switch message {
        case .assistantSpeech(let frames): frames.map { "f\($0.seq)" }
        case .control(_, .resume(let generation)): ["r\(generation)"]
        default: ["?"]
        }
    }
}
