import Audio
import Contracts
import Protocols
import Vocabulary

extension CallAudio {
    /// A datagram came on a leg's RTP port. Whatever it holds, nothing traps; what does not belong is counted and dropped.
    public mutating func packetReceived(
        _ packet: UnsafeRawBufferPointer, from source: SocketAddress, on place: LegPlace, at now: Instant,
        to output: inout some MediaOutput
    ) {
        if place == .caller {
            let arrival = caller.arrived(packet, from: source, at: now)
            silentNoted.caller = false
            handle(arrival, packet, of: .caller, at: now, to: &output)
        } else if isAgents(place) {
            guard let arrival = agent?.arrived(packet, from: source, at: now) else { return }
            handle(arrival, packet, of: .agent, at: now, to: &output)
        } else {
            guestReceived(packet, from: source, on: place, at: now)
        }
    }

    /// A datagram came on a leg's RTCP port, or was told apart on its RTP port.
    public mutating func controlReceived(_ datagram: UnsafeRawBufferPointer, on place: LegPlace, at now: Instant, unixMicroseconds: Int64) {
        change(place) { $0.controlReceived(datagram, unixMicroseconds: unixMicroseconds, at: now) }
    }

    private mutating func handle(_ arrival: MediaLeg.Arrival, _ packet: UnsafeRawBufferPointer, of party: Party, at now: Instant, to output: inout some MediaOutput) {
        guard case .packet(let kind, let header, let range) = arrival else { return }
        let payload = UnsafeRawBufferPointer(rebasing: packet[range])
        forward(header, payload, kind, from: party, to: &output)
        switch kind {
        case .sound: heard(payload, header, from: party, at: now)
        case .event: pressed(payload, header, by: party, at: now, to: &output)
        case .noise:
            switch party {
            case .caller: caller.fellSilent(payload)
            case .agent: agent?.fellSilent(payload)
            }
        }
    }

    // MARK: Forwarding on receipt

    private mutating func forward(_ header: RTPHeader, _ payload: UnsafeRawBufferPointer, _ kind: MediaLeg.Kind, from party: Party, to output: inout some MediaOutput) {
        guard let codec = (party == .caller ? caller.audio : agent?.audio)?.codec else { return }
        switch (programme, party) {
        case (.echo, .caller): caller.relay(header, payload, kind, codec: codec, as: .caller, to: &output)
        case (.bridged, .agent) where !transcodes && !mixes: caller.relay(header, payload, kind, codec: codec, as: .caller, to: &output)
        case (.bridged, .caller) where !transcodes && !mixes: agent?.relay(header, payload, kind, codec: codec, as: agentPlace, to: &output)
        default: return
        }
    }

    // MARK: Listening

    private mutating func heard(_ payload: UnsafeRawBufferPointer, _ header: RTPHeader, from party: Party, at now: Instant) {
        guard listens else { return }
        switch party {
        case .caller:
            caller.keep(payload, timestamp: header.timestamp, at: now)
            if case .assistant = programme, isAttended { listenForVoice(payload, at: now) }
        case .agent: agent?.keep(payload, timestamp: header.timestamp, at: now)
        }
    }

    /// On receipt, before the jitter buffer: its delay would be the caller's.
    private mutating func listenForVoice(_ payload: UnsafeRawBufferPointer, at now: Instant) {
        // Other codecs are heard at the tick, once they are decoded.
        guard let codec = caller.audio?.codec, codec.isCompanded else { return }
        for start in stride(from: 0, to: payload.count - VoiceOnset.frame + 1, by: VoiceOnset.frame) {
            let part = UnsafeRawBufferPointer(rebasing: payload[start..<start + VoiceOnset.frame])
            heard(power: codec == .pcmu ? Level.power(muLaw: part) : Level.power(aLaw: part), at: now)
        }
    }

    /// 10 ms of the caller's sound.
    mutating func heard(power: Float, at now: Instant) {
        guard onset.heard(power: power) else { return }
        playOut.voiceBegan(at: now)
        if playOut.isPaused { pausedAt = now }
    }

    private mutating func pressed(_ payload: UnsafeRawBufferPointer, _ header: RTPHeader, by party: Party, at now: Instant, to output: inout some MediaOutput) {
        guard let event = TelephoneEvent(payload) else { return }
        let effects =
            switch party {
            case .caller: caller.keys.eventReceived(event, timestamp: header.timestamp, at: now)
            case .agent: agent?.keys.eventReceived(event, timestamp: header.timestamp, at: now) ?? []
            }
        for case .pressed(let digit) in effects {
            // The events themselves have been passed on, unless the other side knows none or the tick makes its packets.
            if case .bridged = programme, !isHeld, transcodes || mixes || !othersKnowEvents(than: party) { pass(digit, from: party) }
            if let key = digit.character.asciiValue { tell(key, by: party, to: &output) }
        }
    }

    private func othersKnowEvents(than party: Party) -> Bool { (party == .caller ? agent?.audio : caller.audio)?.eventPayloadType != nil }

    /// Keys of ours, one after the other; the recording and speech hear nothing of them.
    public mutating func press(_ digits: [DTMFDigit], for place: LegPlace) {
        change(place) { leg in for digit in digits { leg.press(digit) } }
    }

    /// To the other side of a bridge.
    mutating func pass(_ digit: DTMFDigit, from party: Party) {
        switch party {
        case .caller: agent?.press(digit)
        case .agent: caller.press(digit)
        }
    }
}
