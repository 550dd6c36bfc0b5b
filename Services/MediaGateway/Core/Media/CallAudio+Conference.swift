import Audio
import Contracts
import Protocols
import Vocabulary

/// The tick of a call in which the gateway mixes.
extension CallAudio {
    mutating func converse(at now: Instant, to output: inout some MediaOutput) {
        let packet = output.scratch
        let frame = UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.size..<RTPHeader.size + Self.frame])
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: Self.frame) { samples in
            conference?.mix.begin()
            gatherOwn(samples, frame, at: now, to: &output)
            gatherCaller(samples, frame, at: now, to: &output)
            gatherOthers(samples, at: now, to: &output)
            deliver(samples, frame, in: packet, to: &output)
        }
        if let segment = recording?.takeSegment(at: now) { output.recorded(segment) }
    }

    private mutating func gatherOwn(_ samples: UnsafeMutableBufferPointer<Int16>, _ frame: UnsafeMutableRawBufferPointer, at now: Instant, to output: inout some MediaOutput) {
        sayOwn(frame, at: now, to: &output)
        G711.decode(frame, into: samples)
        conference?.mix.said(Conference.Chair.assistant, UnsafeBufferPointer(samples))
    }

    private mutating func gatherCaller(_ samples: UnsafeMutableBufferPointer<Int16>, _ frame: UnsafeMutableRawBufferPointer, at now: Instant, to output: inout some MediaOutput) {
        let key = caller.pull(samples: samples, at: now)
        G711.encode(samples, into: frame)
        // On hold nobody listens, the recording neither.
        if isHeld { frame.initializeMemory(as: UInt8.self, repeating: G711.aLawSilence) }
        callerSaid(frame, at: now, to: &output)
        if callerLeftSilence(at: now), !isHeld {
            playMusic(frame)
            G711.decode(frame, into: samples)
        }
        conference?.mix.said(Conference.Chair.caller, UnsafeBufferPointer(samples))
        if let key { keyPressed(key, by: .caller, to: &output) }
    }

    private mutating func gatherOthers(_ samples: UnsafeMutableBufferPointer<Int16>, at now: Instant, to output: inout some MediaOutput) {
        if case .bridged = programme, agent != nil {
            let key = agent?.pull(samples: samples, at: now) ?? nil
            conference?.mix.said(Conference.Chair.leg(agentPlace), UnsafeBufferPointer(samples))
            if let key { keyPressed(key, by: .agent, to: &output) }
        }
        for index in guests.indices where guests[index].isIn {
            _ = guests[index].leg.pull(samples: samples, at: now)
            conference?.mix.said(Conference.Chair.leg(guests[index].place), UnsafeBufferPointer(samples))
        }
    }

    private mutating func deliver(
        _ samples: UnsafeMutableBufferPointer<Int16>, _ frame: UnsafeMutableRawBufferPointer, in packet: UnsafeMutableRawBufferPointer, to output: inout some MediaOutput
    ) {
        mix(Conference.Chair.recording, samples, frame)
        recording?.spoke(UnsafeRawBufferPointer(frame))
        mix(Conference.Chair.speech, samples, frame)
        othersSaid(frame, to: &output)
        if isHeld { playMusic(frame) } else { mix(Conference.Chair.caller, samples, frame) }
        caller.send(frame, in: packet, as: .caller, to: &output)
        if case .bridged = programme, agent != nil {
            mix(Conference.Chair.leg(agentPlace), samples, frame)
            agent?.send(frame, in: packet, as: agentPlace, to: &output)
        }
        for index in guests.indices where guests[index].isIn {
            mix(Conference.Chair.leg(guests[index].place), samples, frame)
            guests[index].leg.send(frame, in: packet, as: guests[index].place, to: &output)
        }
    }

    private func mix(_ chair: Int, _ samples: UnsafeMutableBufferPointer<Int16>, _ frame: UnsafeMutableRawBufferPointer) {
        conference?.mix.mix(for: chair, into: samples)
        G711.encode(samples, into: frame)
    }

    // MARK: Music

    /// The caller's phone holds the call and sends no music of its own.
    func callerLeftSilence(at now: Instant) -> Bool { caller.isAway && now - caller.heardAt > .milliseconds(200) }

    mutating func playMusic(_ frame: UnsafeMutableRawBufferPointer) {
        frame.initializeMemory(as: UInt8.self, repeating: G711.aLawSilence)
        if music == nil { music = settings.music.map { SoundPosition($0, loops: true) } }
        music?.read(into: frame)
    }
}
