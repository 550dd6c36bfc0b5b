import Audio
import Contracts
import Protocols
import Vocabulary

extension CallAudio {
    /// 20 ms for the caller, unless what it hears is forwarded on receipt.
    mutating func speak(at now: Instant, to output: inout some MediaOutput) {
        let packet = output.scratch
        let body = UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.size..<RTPHeader.size + Self.frame])
        switch programme {
        case .echo: return
        case .bridged: return interject(body, in: packet, at: now, to: &output)
        case .idle, .sound, .assistant: sayOwn(body, at: now, to: &output)
        }
        recording?.spoke(UnsafeRawBufferPointer(body))
        caller.send(body, in: packet, as: .caller, to: &output)
    }

    /// 20 ms of the gateway's or the assistant's own; silence while nobody could hear it, and what is said waits.
    mutating func sayOwn(_ body: UnsafeMutableRawBufferPointer, at now: Instant, to output: inout some MediaOutput) {
        body.initializeMemory(as: UInt8.self, repeating: G711.aLawSilence)
        guard isAttended || hasOthers else { return playOut.waited(at: now) }
        switch programme {
        case .echo: return
        case .idle: filler?.read(into: body)
        case .bridged: if introduction?.read(into: body) == nil { filler?.read(into: body) }
        case .sound(var position, let number):
            position.read(into: body)
            programme = .sound(position, number: number)
            if position.isOver { soundEnded(number, to: &output) }
        case .assistant: speakAsAssistant(body, at: now, to: &output)
        }
    }

    /// In a bridge that forwards, a key of ours takes the place of sound, and so does music of a caller who has gone.
    private mutating func interject(_ body: UnsafeMutableRawBufferPointer, in packet: UnsafeMutableRawBufferPointer, at now: Instant, to output: inout some MediaOutput) {
        guard !transcodes else { return }
        if caller.keysOut.isBusy { fillGap(body); caller.send(body, in: packet, as: .caller, to: &output) }
        if callerLeftSilence(at: now) {
            playMusic(body)
            agent?.send(body, in: packet, as: agentPlace, to: &output)
        } else if agent?.keysOut.isBusy == true {
            fillGap(body)
            agent?.send(body, in: packet, as: agentPlace, to: &output)
        }
    }

    private mutating func soundEnded(_ number: UInt32, to output: inout some MediaOutput) {
        programme = .idle
        output.note(.soundOver(number: number))
    }

    private mutating func speakAsAssistant(_ body: UnsafeMutableRawBufferPointer, at now: Instant, to output: inout some MediaOutput) {
        if let began = pausedAt {
            pausedAt = nil
            output.paused(after: settings.onset.run * 10 + Int((now - began).milliseconds))
        }
        if let frame = playOut.next(at: now), frame.alaw.count == Self.frame {
            frame.alaw.withUnsafeBytes { body.copyMemory(from: $0) }
            noteSent(UnsafeRawBufferPointer(body))
        } else {
            body.initializeMemory(as: UInt8.self, repeating: G711.aLawSilence)
            if playOut.isIdle { filler?.read(into: body) }
            onset.sent(power: 0)
            onset.sent(power: 0)
        }
    }

    private mutating func noteSent(_ frame: UnsafeRawBufferPointer) {
        let half = Self.frame / 2
        onset.sent(power: Level.power(aLaw: UnsafeRawBufferPointer(rebasing: frame[..<half])))
        onset.sent(power: Level.power(aLaw: UnsafeRawBufferPointer(rebasing: frame[half...])))
    }

    private mutating func fillGap(_ body: UnsafeMutableRawBufferPointer) {
        body.initializeMemory(as: UInt8.self, repeating: G711.aLawSilence)
        filler?.read(into: body)
    }

    // MARK: What speech and the recording get

    mutating func listen(at now: Instant, to output: inout some MediaOutput) {
        guard listens else { return }
        let packet = output.scratch
        let frame = UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.size..<RTPHeader.size + Self.frame])
        let key = caller.pull(into: frame, at: now)
        callerSaid(frame, at: now, to: &output)
        if transcodes {
            if callerLeftSilence(at: now) { playMusic(frame) }
            agent?.send(frame, in: packet, as: agentPlace, to: &output)
        }
        if let key { keyPressed(key, by: .caller, to: &output) }
        if case .bridged = programme { listenToAgent(frame, in: packet, at: now, to: &output) }
        if let segment = recording?.takeSegment(at: now) { output.recorded(segment) }
    }

    /// 20 ms for the recording and for speech.
    mutating func callerSaid(_ frame: UnsafeMutableRawBufferPointer, at now: Instant, to output: inout some MediaOutput) {
        recording?.heard(UnsafeRawBufferPointer(frame))
        guard let stream, isAttended else { return }
        output.hear(AudioFrame(key: stream, party: .caller, seq: heard.caller, alaw: cleaned(frame)))
        heard.caller &+= 1
        if case .assistant = programme { listenForVoice(decoded: frame, at: now) }
    }

    /// 20 ms of those who serve the caller.
    mutating func othersSaid(_ frame: UnsafeMutableRawBufferPointer, to output: inout some MediaOutput) {
        guard let stream, isAttended, case .bridged = programme else { return }
        output.hear(AudioFrame(key: stream, party: .agent, seq: heard.agent, alaw: Array(frame)))
        heard.agent &+= 1
    }

    /// Voice of a codec that could not be heard on receipt.
    mutating func listenForVoice(decoded frame: UnsafeMutableRawBufferPointer, at now: Instant) {
        guard caller.audio?.codec.isCompanded == false else { return }
        for start in stride(from: 0, to: frame.count, by: VoiceOnset.frame) {
            heard(power: Level.power(aLaw: UnsafeRawBufferPointer(rebasing: frame[start..<start + VoiceOnset.frame])), at: now)
        }
    }

    private mutating func listenToAgent(_ frame: UnsafeMutableRawBufferPointer, in packet: UnsafeMutableRawBufferPointer, at now: Instant, to output: inout some MediaOutput) {
        let key = agent?.pull(into: frame, at: now) ?? nil
        recording?.spoke(UnsafeRawBufferPointer(frame))
        othersSaid(frame, to: &output)
        if transcodes { caller.send(frame, in: packet, as: .caller, to: &output) }
        if let key { keyPressed(key, by: .agent, to: &output) }
    }

    /// What there is of the recording, at the end of the call.
    public mutating func takeRecording() -> [UInt8]? { recording?.takeRest() }
}
