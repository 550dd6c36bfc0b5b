import Audio
import Contracts
import Protocols
import Vocabulary

extension CallAudio {
    /// A datagram came on a leg's RTP port. Whatever it holds, nothing traps; what does not belong is counted and dropped.
    public mutating func packetReceived(
        _ packet: UnsafeRawBufferPointer, from source: SocketAddress, on party: Party, at now: Instant,
        to output: inout some MediaOutput
    ) {
        switch party {
        case .caller:
            let arrival = caller.arrived(packet, from: source, at: now)
            silentNoted.caller = false
            handle(arrival, packet, of: .caller, at: now, to: &output)
        case .agent:
            guard let arrival = agent?.arrived(packet, from: source, at: now) else { return }
            handle(arrival, packet, of: .agent, at: now, to: &output)
        }
    }

    private mutating func handle(_ arrival: MediaLeg.Arrival, _ packet: UnsafeRawBufferPointer, of party: Party, at now: Instant, to output: inout some MediaOutput) {
        switch arrival {
        case .nothing: return
        case .sound(let header, let range):
            let payload = UnsafeRawBufferPointer(rebasing: packet[range])
            forward(header, payload, isEvent: false, from: party, to: &output)
            heard(payload, header, from: party, at: now)
        case .event(let header, let range):
            let payload = UnsafeRawBufferPointer(rebasing: packet[range])
            forward(header, payload, isEvent: true, from: party, to: &output)
            pressed(payload, header, by: party, at: now, to: &output)
        }
    }

    // MARK: Forwarding on receipt

    private mutating func forward(_ header: RTPHeader, _ payload: UnsafeRawBufferPointer, isEvent: Bool, from party: Party, to output: inout some MediaOutput) {
        guard let codec = (party == .caller ? caller.audio : agent?.audio)?.codec else { return }
        switch (programme, party) {
        case (.echo, .caller), (.bridged, .agent): caller.relay(header, payload, isEvent: isEvent, codec: codec, as: .caller, to: &output)
        case (.bridged, .caller): agent?.relay(header, payload, isEvent: isEvent, codec: codec, as: .agent, to: &output)
        default: return
        }
    }

    // MARK: Listening

    private mutating func heard(_ payload: UnsafeRawBufferPointer, _ header: RTPHeader, from party: Party, at now: Instant) {
        guard stream != nil || recording != nil else { return }
        switch party {
        case .caller:
            caller.keep(payload, timestamp: header.timestamp, at: now)
            if case .assistant = programme { listenForVoice(payload, at: now) }
        case .agent: agent?.keep(payload, timestamp: header.timestamp, at: now)
        }
    }

    /// On receipt, before the jitter buffer: its delay would be the caller's.
    private mutating func listenForVoice(_ payload: UnsafeRawBufferPointer, at now: Instant) {
        let isMuLaw = caller.audio?.codec == .pcmu
        for start in stride(from: 0, to: payload.count - VoiceOnset.frame + 1, by: VoiceOnset.frame) {
            let part = UnsafeRawBufferPointer(rebasing: payload[start..<start + VoiceOnset.frame])
            guard onset.heard(power: isMuLaw ? Level.power(muLaw: part) : Level.power(aLaw: part)) else { continue }
            playOut.voiceBegan(at: now)
            if playOut.isPaused { pausedAt = now }
        }
    }

    private mutating func pressed(_ payload: UnsafeRawBufferPointer, _ header: RTPHeader, by party: Party, at now: Instant, to output: inout some MediaOutput) {
        guard let event = TelephoneEvent(payload) else { return }
        let effects =
            switch party {
            case .caller: caller.keys.eventReceived(event, timestamp: header.timestamp, at: now)
            case .agent: agent?.keys.eventReceived(event, timestamp: header.timestamp, at: now) ?? []
            }
        for case .pressed(let digit) in effects {
            if let key = digit.character.asciiValue { keyPressed(key, by: party, to: &output) }
        }
    }
}
