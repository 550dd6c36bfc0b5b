import Protocols
import Vocabulary

/// What two ends tell each other of a stream (RTCP), on one leg.
public struct ReportExchange: Sendable {
    private var senderReport: (middle: UInt32, at: Instant)?
    /// What the peer last said of our stream.
    public private(set) var peer: RTCPReport?
    /// There and back, as the peer's reports show it (RFC 3550 §6.4.1).
    public private(set) var roundTrip: Duration?

    /// A datagram came on the control port. What cannot be read says nothing.
    /// - Parameters:
    ///   - ssrc: ours.
    ///   - ntp: the time now, as our sender reports write it.
    mutating func received(_ datagram: UnsafeRawBufferPointer, ssrc: UInt32, ntp: UInt64, at now: Instant) {
        guard let packets = try? RTCPPacket.parse(datagram) else { return }
        for packet in packets {
            switch packet {
            case .senderReport(_, let info, let reports):
                senderReport = (info.middle, now)
                heard(reports, ssrc, ntp)
            case .receiverReport(_, let reports): heard(reports, ssrc, ntp)
            case .description, .goodbye, .statistics, .other: break
            }
        }
    }

    private mutating func heard(_ reports: [RTCPReport], _ ssrc: UInt32, _ ntp: UInt64) {
        guard let report = reports.first(where: { $0.ssrc == ssrc }) else { return }
        peer = report
        guard report.lastSenderReport != 0 else { return }
        // 65536ths of a second; a clock that was set between may make it negative.
        let took = UInt32(truncatingIfNeeded: ntp >> 16) &- report.lastSenderReport &- report.delaySinceLastSenderReport
        if took < 1 << 24 { roundTrip = .nanoseconds(Int64(took) * 1_000_000_000 / 65_536) }
    }

    /// Sender report, or receiver report while nothing was sent; name; loss and jitter of the interval (RFC 3550 §6.4, RFC 3611).
    mutating func compose(_ sender: RTPSender, _ reception: inout RTPReception, ntp: UInt64, at now: Instant) -> [UInt8] {
        let since = senderReport.map { UInt32(clamping: max(0, (now - $0.at).nanoseconds) * 65_536 / 1_000_000_000) }
        let reports = reception.report(lastSenderReport: senderReport?.middle ?? 0, delay: since ?? 0).map { [$0] } ?? []
        let info = RTCPSenderInfo(ntp: ntp, rtpTimestamp: sender.timestamp, packets: sender.packets, octets: sender.octets)
        let first: RTCPPacket = sender.packets > 0 ? .senderReport(ssrc: sender.ssrc, info, reports) : .receiverReport(ssrc: sender.ssrc, reports)
        let statistics = reception.statistics().map { RTCPPacket.statistics(ssrc: sender.ssrc, $0).bytes } ?? []
        return first.bytes + RTCPPacket.description(ssrc: sender.ssrc, cname: "hotline").bytes + statistics
    }
}
