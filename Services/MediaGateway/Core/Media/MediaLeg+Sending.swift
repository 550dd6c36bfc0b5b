import Audio
import Protocols
import Vocabulary

extension MediaLeg {
    /// A frame of ours, A-law, at its place in `packet`: after the header. Its octets may be changed. A key that waits
    /// takes its place.
    mutating func send(_ body: UnsafeMutableRawBufferPointer, in packet: UnsafeMutableRawBufferPointer, as place: LegPlace, to output: inout some MediaOutput) {
        let ticks = encoder.ticks
        guard sends, let audio, let remote else { return sender.skip(ticks: ticks) }
        if let type = audio.eventPayloadType, let event = keysOut.nextEvent(timestamp: sender.timestamp) {
            return send(event, type, to: remote, in: packet, as: place, to: &output)
        }
        if keysOut.isBusy { _ = keysOut.nextTone(into: body) }
        let room = UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.size...])
        let count = encoder.encode(body.count, in: room)
        guard count > 0 else { return sender.skip(ticks: ticks) }
        sender.own(audio.payloadType, ticks: ticks, octets: count).write(to: packet)
        output.send(UnsafeRawBufferPointer(rebasing: packet[..<(RTPHeader.size + count)]), on: place, to: remote)
    }

    private mutating func send(
        _ event: TelephoneEventSender.Packet, _ type: UInt8, to remote: SocketAddress, in packet: UnsafeMutableRawBufferPointer, as place: LegPlace, to output: inout some MediaOutput
    ) {
        sender.event(type, marker: event.marker, start: event.timestamp, ticks: encoder.ticks, octets: TelephoneEvent.size).write(to: packet)
        event.event.write(to: UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.size...]))
        output.send(UnsafeRawBufferPointer(rebasing: packet[..<(RTPHeader.size + TelephoneEvent.size)]), on: place, to: remote)
    }

    /// Passes on what another leg (or this one) received in `codec`. Sound gives way to a key of ours.
    mutating func relay(_ header: RTPHeader, _ payload: UnsafeRawBufferPointer, _ kind: Kind, codec: AudioCodec, as place: LegPlace, to output: inout some MediaOutput) {
        guard sends, let audio, let remote, let type = audio.payloadType(of: kind), kind == .event || !keysOut.isBusy else { return }
        let packet = output.scratch
        let size = RTPHeader.size + payload.count
        guard packet.count >= size else { return }
        let ticks = kind != .sound ? 0 : codec == .opus ? encoder.ticks : UInt32(payload.count)
        sender.relayed(header, as: type, ticks: ticks, octets: payload.count).write(to: packet)
        let body = UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.size..<size])
        body.copyMemory(from: payload)
        if kind == .sound { Transcoding.convert(body, from: codec, to: audio.codec) }
        output.send(UnsafeRawBufferPointer(rebasing: packet[..<size]), on: place, to: remote)
    }

    /// What the peer is told of a key: as an event if it knows them, else in its sound.
    mutating func press(_ digit: DTMFDigit) { keysOut.press(digit, asEvents: audio?.eventPayloadType != nil) }

    mutating func report(as place: LegPlace, at now: Instant, to output: inout some MediaOutput) {
        guard let audio, let control = audio.isControlMuxed ? remote : audio.remoteControl else { return }
        let ntp = RTCPSenderInfo.ntp(unixMicroseconds: output.unixMicroseconds)
        output.report(reports.compose(sender, &reception, ntp: ntp, at: now), on: place, to: control, isMuxed: audio.isControlMuxed)
    }

    mutating func controlReceived(_ datagram: UnsafeRawBufferPointer, unixMicroseconds: Int64, at now: Instant) {
        reports.received(datagram, ssrc: sender.ssrc, ntp: RTCPSenderInfo.ntp(unixMicroseconds: unixMicroseconds), at: now)
    }
}

extension NegotiatedAudio {
    fileprivate func payloadType(of kind: MediaLeg.Kind) -> UInt8? {
        switch kind {
        case .sound: payloadType
        case .event: eventPayloadType
        case .noise: noisePayloadType
        }
    }
}
