import Protocols
import Vocabulary

extension MediaLeg {
    /// A frame of ours, A-law, at its place in `packet`: after the header. Its octets may be changed.
    mutating func send(_ body: UnsafeMutableRawBufferPointer, in packet: UnsafeMutableRawBufferPointer, as party: Party, to output: inout some MediaOutput) {
        guard sends, let audio, let remote else { return sender.skip(ticks: UInt32(body.count)) }
        Transcoding.convert(body, from: .pcma, to: audio.codec)
        sender.own(audio.payloadType, ticks: UInt32(body.count), octets: body.count).write(to: packet)
        output.send(UnsafeRawBufferPointer(rebasing: packet[..<(RTPHeader.size + body.count)]), on: party, to: remote)
    }

    /// Passes on what another leg (or this one) received in `codec`.
    mutating func relay(_ header: RTPHeader, _ payload: UnsafeRawBufferPointer, isEvent: Bool, codec: AudioCodec, as party: Party, to output: inout some MediaOutput) {
        guard sends, let audio, let remote, let type = isEvent ? audio.eventPayloadType : audio.payloadType else { return }
        let packet = output.scratch
        let size = RTPHeader.size + payload.count
        guard packet.count >= size else { return }
        sender.relayed(header, as: type, ticks: isEvent ? 0 : UInt32(payload.count), octets: payload.count).write(to: packet)
        let body = UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.size..<size])
        body.copyMemory(from: payload)
        if !isEvent { Transcoding.convert(body, from: codec, to: audio.codec) }
        output.send(UnsafeRawBufferPointer(rebasing: packet[..<size]), on: party, to: remote)
    }

    /// SR, or RR while nothing was sent, with the CNAME (RFC 3550 §6.4).
    mutating func report(as party: Party, to output: inout some MediaOutput) {
        guard let control = audio?.remoteControl else { return }
        let reports = reception.report().map { [$0] } ?? []
        let info = RTCPSenderInfo(
            ntp: RTCPSenderInfo.ntp(unixMicroseconds: output.unixMicroseconds), rtpTimestamp: sender.timestamp,
            packets: sender.packets, octets: sender.octets)
        let first: RTCPPacket = sender.packets > 0 ? .senderReport(ssrc: sender.ssrc, info, reports) : .receiverReport(ssrc: sender.ssrc, reports)
        output.report(first.bytes + RTCPPacket.description(ssrc: sender.ssrc, cname: "hotline").bytes, on: party, to: control)
    }
}
