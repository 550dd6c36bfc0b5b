import MediaGatewayCore
import Runtime
import Vocabulary

/// What media threads count.
struct MediaMetrics: Sendable {
    let sent: Counter
    let received: Counter
    let unsendable: Counter
    let unopened: Counter
    let unsealed: Counter
    let lost: Counter
    let peerLost: Counter
    let jitter: Histogram
    let roundTrip: Histogram
    let dropped: Counter
    let lateTicks: Counter
    let starved: Counter
    let refused: Counter
    let pause: Histogram

    init(_ metrics: Metrics) {
        sent = metrics.counter("hotline_rtp_packets_sent_total", "RTP packets that left.")
        received = metrics.counter("hotline_rtp_packets_received_total", "RTP packets that came.")
        unsendable = metrics.counter("hotline_rtp_packets_unsendable_total", "RTP packets that the system refused to send.")
        unopened = metrics.counter("hotline_rtp_packets_unopened_total", "Encrypted packets that were not the peer's, were changed or came again.")
        unsealed = metrics.counter("hotline_rtcp_unsealed_total", "Reports that came in clear where keys were agreed; they are not believed.")
        peerLost = metrics.counter("hotline_rtp_packets_peer_lost_total", "RTP packets of ours that the callers' reports say are lost, counted at the end of a call.")
        jitter = metrics.histogram("hotline_rtp_jitter_seconds", "Jitter of a call's arriving packets at its end (RFC 3550).", buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1])
        roundTrip = metrics.histogram("hotline_rtp_round_trip_seconds", "There and back by a caller's last report.", buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5])
        lost = metrics.counter("hotline_rtp_packets_lost_total", "RTP packets missing by sequence number, counted at the end of a call.")
        dropped = metrics.counter("hotline_media_orders_dropped_total", "Assistant's frames thrown away because a media thread fell behind.")
        lateTicks = metrics.counter("hotline_media_ticks_late_total", "Ticks of 20 ms that a media thread had to catch up on.")
        starved = metrics.counter("hotline_assistant_starved_ticks_total", "Ticks of 20 ms at which the assistant's next frame had not come.")
        refused = metrics.counter("hotline_assistant_frames_refused_total", "Assistant's frames that came out of order, too late or beyond their credit.")
        pause = metrics.histogram(
            "hotline_voice_onset_to_pause_seconds", "Caller's voice begins to assistant silent on the wire.",
            buckets: [0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.5])
    }

    /// At the end of a call.
    func noteReception(of leg: MediaLeg) {
        if leg.figures.received > 0 { jitter.observe(leg.jitterMilliseconds / 1000) }
        if let peer = leg.reports.peer { peerLost.add(Int(clamping: peer.totalLost)) }
        if let took = leg.reports.roundTrip { roundTrip.observe(took.milliseconds / 1000) }
    }
}
