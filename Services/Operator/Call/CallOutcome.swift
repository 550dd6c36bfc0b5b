import Foundation
import Phone

/// What a call was like: the script's report and the phone's own figures.
struct CallOutcome: Encodable {
    struct Packets: Encodable {
        let sent: UInt64
        let received: UInt64
        let lost: UInt64
        let jitterMilliseconds: Double
    }

    /// How late the caller's own packets left, in milliseconds: what to subtract from any blame.
    struct Slip: Encodable {
        let mean: Double
        let worst: Double
        let late: Int
    }

    let report: CallReport
    let packets: Packets
    let slip: Slip

    init(report: CallReport, result: PhoneResult) {
        self.report = report
        packets = Packets(sent: result.sent, received: result.received, lost: result.lost, jitterMilliseconds: Self.rounded(result.jitterMilliseconds))
        slip = Slip(mean: Self.rounded(result.slip.mean.milliseconds), worst: Self.rounded(result.slip.worst.milliseconds), late: result.slip.late)
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    private enum Key: String, CodingKey { case packets, slip }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(packets, forKey: .packets)
        try container.encode(slip, forKey: .slip)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var text: String {
        guard let answered = report.answered else { return "not answered: \(report.end)" }
        var lines = ["call \(report.call): answered after \(answered) ms, first sound after \(report.firstSound.map { "\($0) ms" } ?? "none"), greeting \(report.greeting) ms"]
        for turn in report.turns {
            let latency = turn.latency.map { "sounded \($0) ms after our end, for \(turn.heard) ms" } ?? "no answer"
            let pause = turn.pausedAfter.map { ", paused \($0) ms after we began" } ?? ""
            lines.append("  \(turn.kind) \"\(turn.text)\": \(latency)\(pause)")
        }
        lines.append(
            "ended by \(report.end) after \(report.duration ?? 0) ms; packets \(packets.received) received, \(packets.lost) lost, jitter \(packets.jitterMilliseconds) ms; own slip \(slip.mean) ms mean, \(slip.worst) ms worst"
        )
        return lines.joined(separator: "\n")
    }
}
