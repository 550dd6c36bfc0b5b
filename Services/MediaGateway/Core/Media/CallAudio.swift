import Audio
import Contracts
import Protocols
import Vocabulary

/// All the sound of one call: its legs, what each hears, what the speech instance gets, and the recording.
///
/// Echo and bridge forward a packet on receipt; everything else is sent by the tick, every 20 ms. Sans-IO, and nothing
/// is allocated per packet.
public struct CallAudio: Sendable {
    /// What the caller hears.
    enum Programme: Sendable {
        /// Silence, or the filler.
        case idle
        case echo
        case sound(SoundPosition, number: UInt32)
        case assistant
        case bridged
    }

    /// Octets, and timestamp units, in 20 ms.
    public static let frame = 160

    public var caller: MediaLeg
    public var agent: MediaLeg?
    var agentPlace = LegPlace.agent
    var isAgentMuted = false
    /// Legs beyond these two, ringing or talking.
    var guests: [AudioGuest] = []
    /// The caller hears music and is heard by nobody.
    public internal(set) var isHeld = false
    var music: SoundPosition?
    var conference: Conference?
    /// The tick mixes what everybody hears: nothing is forwarded on receipt.
    var mixes = false
    var programme = Programme.idle
    /// Played in place of silence: ringback while an agent's phone rings.
    var filler: SoundPosition?
    /// Said to the agent alone, who is not yet connected.
    var briefing: (position: SoundPosition, number: UInt32)?
    /// Said by the assistant to those who talk, over their voices.
    var introduction: SoundPosition?
    var stream: StreamKey?
    var heard: (caller: UInt32, agent: UInt32) = (0, 0)
    public internal(set) var playOut: PlayOut
    var onset: VoiceOnset
    var recording: StereoRecording?
    let settings: MediaSettings
    var ticks: UInt64 = 0
    /// The caller's voice has paused the assistant and no tick has passed since.
    var pausedAt: Instant?
    var silentNoted: (caller: Bool, agent: Bool) = (false, false)
    private let reportTicks: UInt64
    /// Only for what speech hears.
    private let cleaner: SpeechCleaner?

    public init(caller: MediaLeg, settings: MediaSettings) {
        self.caller = caller
        self.settings = settings
        playOut = PlayOut(settings.playOut)
        onset = VoiceOnset(settings.onset)
        cleaner = settings.cleansSpeech ? SpeechCleaner() : nil
        reportTicks = UInt64(max(1, settings.reportEvery.nanoseconds / 20_000_000))
    }

    // MARK: Orders

    public mutating func echo() { programme = .echo }
    public mutating func play(_ sound: Sound, loops: Bool, number: UInt32 = 0) { programme = .sound(SoundPosition(sound, loops: loops), number: number) }
    public mutating func fill(with sound: Sound?) { filler = sound.map { SoundPosition($0, loops: true) } }
    public mutating func record() { if recording == nil { recording = StereoRecording() } }

    /// The recording is silent meanwhile, and goes on by itself when nobody ends the pause.
    public mutating func pauseRecording(_ isPaused: Bool, at now: Instant) { recording?.pausedUntil = isPaused ? now + settings.longestRecordingPause : nil }

    /// The assistant speaks and listens under this key; a new key begins anew.
    public mutating func connect(_ key: StreamKey, to output: inout some MediaOutput) {
        stream = key
        heard = (0, 0)
        playOut = PlayOut(settings.playOut)
        if case .bridged = programme { return output.control(key, .bridged) }
        programme = .assistant
    }

    /// The speech instance is gone or not wanted any more.
    public mutating func disconnect() {
        stream = nil
        if case .assistant = programme { programme = .idle }
    }

    /// From now on the parties hear each other.
    public mutating func bridge(to output: inout some MediaOutput) {
        programme = .bridged
        filler = nil
        briefing = nil
        silentNoted = (false, false)
        settle()
        if let stream { output.control(stream, .bridged) }
    }

    /// The agent's leg is gone.
    public mutating func unbridge() {
        agent = nil
        isAgentMuted = false
        briefing = nil
        introduction = nil
        if case .bridged = programme { programme = .idle }
        settle()
    }

    /// A key that came by signalling (SIP INFO) or as a tone; the other side of a bridge is told.
    public mutating func keyPressed(_ key: UInt8, by party: Party, to output: inout some MediaOutput) {
        if case .bridged = programme, !isHeld, let digit = DTMFDigit(Character(Unicode.Scalar(key))) { pass(digit, from: party) }
        tell(key, by: party, to: &output)
    }

    mutating func tell(_ key: UInt8, by party: Party, to output: inout some MediaOutput) {
        if party == .caller, let stream { output.control(stream, .digit(key)) }
        output.note(.digit(key, party))
    }

    public mutating func speechReceived(_ frame: SpeechFrame) {
        if frame.key == stream { playOut.frameReceived(frame) }
    }

    public mutating func controlReceived(_ control: StreamControl, at now: Instant) {
        switch control {
        case .resume(let generation): playOut.resumed(generation)
        case .flush(let generation): playOut.flushed(generation)
        case .hangUp(let generation): playOut.ends(after: generation, with: .hangUp, at: now)
        case .connectDuty(let generation, let number): playOut.ends(after: generation, with: .connectDuty(number: number), at: now)
        case .recordingPaused(let isPaused): pauseRecording(isPaused, at: now)
        case .credit, .played, .voiceOnset, .digit, .bridged: break
        }
    }

    /// The caller's frame as speech gets it.
    func cleaned(_ frame: UnsafeMutableRawBufferPointer) -> [UInt8] {
        guard let cleaner else { return Array(frame) }
        var samples = G711.linear(aLaw: Array(frame))
        samples.withUnsafeMutableBufferPointer { cleaner.clean($0) }
        return G711.aLaw(samples)
    }

    // MARK: The tick

    public mutating func tick(at now: Instant, to output: inout some MediaOutput) {
        if mixes {
            converse(at: now, to: &output)
        } else {
            speak(at: now, to: &output)
            listen(at: now, to: &output)
        }
        interpose(to: &output)
        tell(at: now, to: &output)
        pass(1, at: now, to: &output)
    }

    /// The caller's own sound is forwarded on receipt and nobody else listens: the tick has nothing to do.
    public var rests: Bool { if case .echo = programme { !listens } else { false } }

    /// In place of so many ticks, of a call that rests.
    public mutating func rested(ticks count: UInt64, at now: Instant, to output: inout some MediaOutput) { pass(count, at: now, to: &output) }

    /// What is to be done once in many ticks.
    private mutating func pass(_ count: UInt64, at now: Instant, to output: inout some MediaOutput) {
        let before = ticks
        ticks += count
        if ticks / 50 != before / 50 { watch(at: now, to: &output) }
        guard ticks / reportTicks != before / reportTicks else { return }
        caller.report(as: .caller, at: now, to: &output)
        agent?.report(as: agentPlace, at: now, to: &output)
        for index in guests.indices { guests[index].leg.report(as: guests[index].place, at: now, to: &output) }
    }

    /// The parties' codecs cannot be forwarded as they are: the tick decodes and encodes.
    var transcodes: Bool {
        guard case .bridged = programme, let from = caller.audio?.codec, let to = agent?.audio?.codec else { return false }
        return !Transcoding.forwards(from, to: to)
    }

    /// Somebody needs the parties' sound, evened out.
    var listens: Bool { stream != nil || recording != nil || mixes || transcodes || caller.hasTones || agent?.hasTones == true }

    /// Sends what speech must know, in order, and what follows when all has been said.
    private mutating func tell(at now: Instant, to output: inout some MediaOutput) {
        if let stream { for control in playOut.controls { output.control(stream, control) } }
        playOut.controls.removeAll(keepingCapacity: true)
        if let what = playOut.takeAfterwards(at: now) { output.note(.afterwards(what)) }
    }

    private mutating func watch(at now: Instant, to output: inout some MediaOutput) {
        _ = caller.keys.tick(at: now)
        if isLost(caller, at: now), !silentNoted.caller {
            silentNoted.caller = true
            output.note(.silent(.caller))
        }
        watchGuests(at: now, to: &output)
        guard let agent else { return }
        _ = self.agent?.keys.tick(at: now)
        if case .bridged = programme, isLost(agent, at: now), !silentNoted.agent {
            silentNoted.agent = true
            output.note(.silent(agentPlace))
        }
    }

    /// A phone that holds the call need not send anything.
    func isLost(_ leg: MediaLeg, at now: Instant) -> Bool { leg.receives && !leg.isAway && now - leg.heardAt > settings.timeout }
}
