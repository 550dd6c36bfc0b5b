import Audio
import Contracts
import MediaGatewayCore
import Protocols
import TestKit
import Testing
import Vocabulary

/// The sound of calls with more than two legs: everybody says a tone of their own.
@Suite struct ConferenceTests {
    static let second = LegPlace(2), third = LegPlace(3)
    static let tones: [LegPlace: Double] = [.caller: 400, .agent: 700, second: 1100, third: 1700]
    static let music = 2300.0
    static let assistant = 2900.0
    let key = StreamKey(handle: 3, epoch: 1)

    private func bench(codecs: [LegPlace: AudioCodec] = [:], guests: [LegPlace] = [second]) throws -> AudioBench {
        var settings = MediaSettings()
        settings.music = Sound(Tone(Self.music, level: -20), milliseconds: 1000)
        var bench = try AudioBench(codec: codecs[.caller] ?? .pcma, settings: settings)
        try bench.addAgent(codecs[.agent] ?? .pcma)
        bench.audio.bridge(to: &bench.output)
        for place in guests { try bench.addGuest(place, codecs[place] ?? .pcma) }
        return bench
    }

    /// Half a second in which everybody talks.
    private func talk(_ bench: inout AudioBench, _ places: [LegPlace] = [.caller, .agent, second], codecs: [LegPlace: AudioCodec] = [:]) {
        bench.output.packets = []
        bench.output.heard = []
        let said = places.map { place in (place, Tone(Self.tones[place] ?? 0, level: -12).samples(milliseconds: 500)) }
        for frame in 0..<25 {
            for (place, samples) in said {
                let part = Array(samples[frame * 160..<frame * 160 + 160]), isMuLaw = codecs[place] == .pcmu
                bench.receive(isMuLaw ? G711.muLaw(part) : G711.aLaw(part), from: place, type: isMuLaw ? 0 : 8)
            }
            bench.tick()
        }
    }

    /// Whose tones a leg heard.
    private func heard(_ place: LegPlace, _ bench: AudioBench) -> [Double] {
        let samples = bench.output.packets.filter { $0.place == place }.flatMap { $0.header.payloadType == 0 ? G711.linear(muLaw: $0.payload) : G711.linear(aLaw: $0.payload) }
        return ToneLevel.heard(Self.tones.values.sorted() + [Self.music, Self.assistant], in: samples.suffix(2400))
    }

    @Test(
        arguments: [
            (LegRole.joined, [700, 1100], [400, 1100], [400, 700]), (.consulted, [700, 1100], [400, 1100], [400, 700]),
            (.listening, [700], [400], [400, 700]), (.whispering, [700], [400, 1100], [400, 700]),
        ] as [(LegRole, [Double], [Double], [Double])])
    func whoHearsWhomIsTheRolesChoice(_ role: LegRole, caller: [Double], agent: [Double], guest: [Double]) throws {
        var bench = try bench()
        bench.audio.admit(Self.second, as: role, isMuted: false)
        talk(&bench)
        #expect(heard(.caller, bench) == caller)
        #expect(heard(.agent, bench) == agent)
        #expect(heard(Self.second, bench) == guest)
    }

    @Test func everyLegKeepsItsOwnCodec() throws {
        let codecs: [LegPlace: AudioCodec] = [.caller: .pcmu, .agent: .pcma, Self.second: .pcmu]
        var bench = try bench(codecs: codecs)
        bench.audio.admit(Self.second, as: .joined, isMuted: false)
        talk(&bench, codecs: codecs)
        #expect(heard(.caller, bench) == [700, 1100] && heard(.agent, bench) == [400, 1100] && heard(Self.second, bench) == [400, 700])
        for (place, type) in [(LegPlace.caller, 0), (.agent, 8), (Self.second, 0)] as [(LegPlace, UInt8)] {
            #expect(bench.output.packets.filter { $0.place == place }.allSatisfy { $0.header.payloadType == type })
        }
    }

    @Test func aPhoneThatOnlyRingsHearsNothingAndTheCallIsForwardedStill() throws {
        var bench = try bench()
        talk(&bench)
        #expect(heard(.caller, bench) == [700] && heard(.agent, bench) == [400])
        #expect(bench.output.packets.filter { $0.place == Self.second }.isEmpty)
        // On receipt: as many packets as came, and none by the tick.
        #expect(bench.output.toAgent.count == 25)
    }

    @Test func twoLegsAreForwardedAgainWhenTheThirdHasGone() throws {
        var bench = try bench()
        bench.audio.admit(Self.second, as: .joined, isMuted: false)
        talk(&bench)
        bench.audio.close(Self.second)
        bench.output.packets = []
        bench.receive(AudioBench.tone(400, frames: 1)[0])
        #expect(bench.output.toAgent.count == 1 && bench.output.toAgent[0].payload == AudioBench.tone(400, frames: 1)[0])
    }

    @Test func whoIsMutedIsHeardByNobody() throws {
        var bench = try bench()
        bench.audio.admit(Self.second, as: .joined, isMuted: true)
        bench.audio.muteAgent(true)
        talk(&bench)
        #expect(heard(.caller, bench) == [] && heard(.agent, bench) == [400] && heard(Self.second, bench) == [400])
        bench.audio.close(Self.second)
        talk(&bench, [.caller, .agent])
        #expect(heard(.caller, bench) == [] && heard(.agent, bench) == [400])
    }

    /// In a bridge that forwards and in one that mixes: as telephone events, each key once and in order, to this leg alone.
    @Test(arguments: [false, true]) func keysAreTelephoneEventsTowardOneLeg(mixes: Bool) throws {
        var bench = try bench()
        if mixes { bench.audio.admit(Self.second, as: .consulted, isMuted: false) }
        for (place, digits) in mixes ? [(LegPlace.caller, "15"), (Self.second, "9#")] : [(LegPlace.caller, "15")] {
            bench.audio.press(digits.compactMap { DTMFDigit($0) }, for: place)
            bench.output.packets = []
            for _ in 0..<40 { bench.tick() }
            let events = bench.output.packets.filter { $0.header.payloadType == 101 }
            #expect(Set(events.map(\.place)) == [place])
            var begun: [UInt32] = [], pressed = ""
            for packet in events where !begun.contains(packet.header.timestamp) {
                begun.append(packet.header.timestamp)
                if let event = packet.payload.withUnsafeBytes({ TelephoneEvent($0) }), let digit = DTMFDigit(code: event.code) { pressed.append(digit.character) }
            }
            #expect(pressed == digits)
        }
    }

    @Test func aSupervisorListensToTheAssistantUnheard() throws {
        var bench = try AudioBench()
        bench.audio.connect(key, to: &bench.output)
        // There is no agent: the first place is the supervisor's.
        try bench.addGuest(.agent)
        bench.audio.admit(.agent, as: .listening, isMuted: false)
        for (seq, frame) in AudioBench.tone(Self.assistant, frames: 25).enumerated() {
            bench.audio.speechReceived(SpeechFrame(key: key, generation: 1, seq: UInt32(seq), last: seq == 24, alaw: frame))
        }
        talk(&bench, [.agent])
        #expect(heard(.caller, bench) == [Self.assistant])
        #expect(heard(.agent, bench) == [Self.assistant])
        #expect(bench.output.heard.allSatisfy { $0.party == .caller && Level.power(aLaw: $0.alaw) < 1e-4 }, "the supervisor is none of the conversation's parties")
        #expect(bench.output.controls.last == .played(generation: 1, frames: 25, finished: true))
    }

    // MARK: Hold

    @Test func onHoldTheCallerHearsMusicAndIsHeardByNobody() throws {
        var bench = try bench()
        bench.audio.connect(key, to: &bench.output)
        bench.audio.record()
        bench.audio.admit(Self.second, as: .consulted, isMuted: false)
        bench.audio.hold(true)
        talk(&bench)
        #expect(heard(.caller, bench) == [Self.music] && heard(.agent, bench) == [1100] && heard(Self.second, bench) == [700])
        #expect(bench.output.heard.isEmpty, "nobody is recognised meanwhile")
        bench.audio.hold(false)
        talk(&bench)
        #expect(heard(.caller, bench) == [700, 1100] && heard(Self.second, bench) == [400, 700])
        #expect(Set(bench.output.heard.map(\.party)) == [.caller, .agent])
    }

    @Test func twoLegsOnHoldAndBack() throws {
        var bench = try bench(guests: [])
        bench.audio.hold(true)
        talk(&bench, [.caller, .agent])
        #expect(heard(.caller, bench) == [Self.music] && heard(.agent, bench) == [])
        bench.audio.hold(false)
        talk(&bench, [.caller, .agent])
        #expect(heard(.caller, bench) == [700] && heard(.agent, bench) == [400])
    }

    @Test func keysDoNotGoThroughAHold() throws {
        var bench = try bench(guests: [])
        bench.audio.hold(true)
        for end in [false, true, true] { bench.receive(TelephoneEvent(code: 7, isEnd: end, duration: 400).bytes, type: 101, timestamp: 900) }
        bench.tick(20)
        #expect(bench.output.toAgent.allSatisfy { $0.header.payloadType == 8 })
    }

    @Test func aLegOnHoldIsNotReaped() throws {
        var bench = try bench(guests: [])
        let held = try AudioBench.agreed(.pcma, AudioBench.agentAddress, direction: .sendOnly)
        bench.audio.agreed(held, at: .agent, at: bench.now)
        bench.audio.hold(true)
        for _ in 0..<40 * 50 {
            bench.receive(AudioBench.silence)
            bench.tick()
        }
        #expect(bench.output.notes.isEmpty)
        bench.audio.hold(false)
        bench.audio.agreed(try AudioBench.agreed(.pcma, AudioBench.agentAddress), at: .agent, at: bench.now)
        for _ in 0..<40 * 50 {
            bench.receive(AudioBench.silence)
            bench.tick()
        }
        #expect(bench.output.notes == [.silent(.agent)])
    }

    @Test(arguments: [MediaDirection.inactive, .sendOnly]) func aCallerWhoseOwnPhoneHoldsLeavesTheAgentMusic(_ direction: MediaDirection) throws {
        var bench = try bench(guests: [])
        bench.audio.agreed(try AudioBench.agreed(.pcma, AudioBench.callerAddress, direction: direction), at: .caller, at: bench.now)
        talk(&bench, [.agent])
        #expect(heard(.agent, bench) == [Self.music] && heard(.caller, bench) == [])
        guard direction == .sendOnly else { return }
        // A phone that plays music of its own is heard instead of ours.
        talk(&bench, [.caller, .agent])
        #expect(heard(.agent, bench) == [400])
    }

    @Test func theAssistantWaitsForACallerWhosePhoneHolds() throws {
        var bench = try AudioBench()
        bench.audio.connect(key, to: &bench.output)
        for (seq, frame) in AudioBench.tone(Self.assistant, frames: 25).enumerated() {
            bench.audio.speechReceived(SpeechFrame(key: key, generation: 1, seq: UInt32(seq), last: seq == 24, alaw: frame))
        }
        bench.audio.controlReceived(.hangUp(generation: 1), at: bench.now)
        bench.tick(5)
        bench.audio.agreed(try AudioBench.agreed(.pcma, AudioBench.callerAddress, direction: .sendOnly), at: .caller, at: bench.now)
        bench.output.packets = []
        for frame in AudioBench.tone(400, frames: 40 * 50) {
            bench.receive(frame)
            bench.tick()
        }
        #expect(bench.output.packets.isEmpty && bench.output.controls.isEmpty && bench.output.notes.isEmpty, "neither spoken nor recognised nor hung up")
        bench.audio.agreed(try AudioBench.agreed(.pcma, AudioBench.callerAddress), at: .caller, at: bench.now)
        bench.tick(22)
        #expect(bench.output.controls == [.played(generation: 1, frames: 25, finished: true)])
        #expect(bench.output.notes == [.afterwards(.hangUp)])
    }

    @Test func theAssistantBriefsWhoeverIsConsultedWhileTheCallerWaits() throws {
        var bench = try AudioBench(settings: musical)
        bench.audio.connect(key, to: &bench.output)
        try bench.addGuest(Self.second)
        bench.audio.admit(Self.second, as: .consulted, isMuted: false)
        bench.audio.hold(true)
        for (seq, frame) in AudioBench.tone(Self.assistant, frames: 25).enumerated() {
            bench.audio.speechReceived(SpeechFrame(key: key, generation: 1, seq: UInt32(seq), last: seq == 24, alaw: frame))
        }
        talk(&bench, [.caller, Self.second])
        #expect(heard(Self.second, bench) == [Self.assistant] && heard(.caller, bench) == [Self.music])
    }

    private var musical: MediaSettings {
        var settings = MediaSettings()
        settings.music = Sound(Tone(Self.music, level: -20), milliseconds: 1000)
        return settings
    }

    // MARK: Recording

    @Test func theRecordingHasTheCallerLeftAndWhoeverItHearsRight() throws {
        var bench = try bench(guests: [Self.second, Self.third])
        bench.audio.record()
        bench.audio.admit(Self.second, as: .whispering, isMuted: false)
        bench.audio.admit(Self.third, as: .joined, isMuted: false)
        talk(&bench, [.caller, .agent, Self.second, Self.third])
        let octets = bench.audio.takeRecording() ?? []
        let left = G711.linear(aLaw: stride(from: 0, to: octets.count, by: 2).map { octets[$0] }), right = G711.linear(aLaw: stride(from: 1, to: octets.count, by: 2).map { octets[$0] })
        let all = Self.tones.values.sorted()
        #expect(ToneLevel.heard(all, in: left.suffix(2400)) == [400])
        #expect(ToneLevel.heard(all, in: right.suffix(2400)) == [700, 1700])
    }

    // MARK: Places

    @Test func aSupervisorTakesTheAgentsPlaceAndTheAgentStays() throws {
        var bench = try bench()
        bench.audio.admit(Self.second, as: .whispering, isMuted: false)
        bench.audio.promote(Self.second)
        talk(&bench)
        #expect(heard(.caller, bench) == [700, 1100] && heard(Self.second, bench) == [400, 700] && heard(.agent, bench) == [400, 1100])
        bench.audio.close(.agent)
        talk(&bench, [.caller, Self.second])
        #expect(heard(.caller, bench) == [1100] && heard(Self.second, bench) == [400])
        #expect(bench.output.packets.filter { $0.place == Self.second }.count == 25, "forwarded on receipt again")
    }

    @Test func aColleagueTakesTheCallOfAnAgentWhoHasGone() throws {
        var bench = try bench()
        bench.audio.admit(Self.second, as: .consulted, isMuted: false)
        bench.audio.close(.agent)
        bench.audio.promote(Self.second)
        bench.audio.bridge(to: &bench.output)
        talk(&bench, [.caller, Self.second])
        #expect(heard(.caller, bench) == [1100] && heard(Self.second, bench) == [400])
    }

    /// Whatever comes in whatever order, nothing traps and every leg's stream goes on by one.
    @Test(arguments: UInt64(1)...40) func streamsNeverJump(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var bench = try bench(guests: [Self.second, Self.third])
        let places: [LegPlace] = [.caller, .agent, Self.second, Self.third]
        for _ in 0..<300 {
            switch random.below(8) {
            case 0: bench.audio.admit(places[2 + random.below(2)], as: LegRole.allCases[1 + random.below(4)], isMuted: random.below(3) == 0)
            case 1: bench.audio.hold(random.below(2) == 0)
            case 2: bench.audio.muteAgent(random.below(2) == 0)
            case 3: bench.audio.promote(places[random.below(4)])
            default: break
            }
            for place in places where random.below(4) > 0 { bench.receive(AudioBench.silence, from: place) }
            bench.tick()
        }
        for place in places {
            let sent = bench.output.packets.filter { $0.place == place }.map(\.header)
            #expect(zip(sent, sent.dropFirst()).allSatisfy { $1.sequence == $0.sequence &+ 1 }, "seed \(seed) place \(place.number)")
        }
    }
}
