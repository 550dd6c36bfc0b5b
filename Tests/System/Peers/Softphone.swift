import Audio
import Foundation

/// A client of another maker that can call a number, say a tone of 440 Hz and keep what it hears.
enum Softphone: String, CaseIterable, CustomStringConvertible {
    case baresipG711 = "baresip, G.711"
    case baresipOpus = "baresip, Opus"
    case baresipTLS = "baresip, TLS and SRTP"
    case baresipSRTP = "baresip, SRTP"
    case linphone = "linphone"
    case sippUDP = "SIPp, UDP"
    case sippTCP = "SIPp, TCP"

    var description: String { rawValue }

    /// What a call came to, by the client's own account.
    struct Outcome: Sendable {
        var isAnswered: Bool
        /// The other side hung up.
        var isEndedByPeer: Bool
        var heard: WaveFile?
        var log: String
    }

    /// The client's program and its Debian package.
    private var origin: (program: String, package: String) {
        switch self {
        case .baresipG711, .baresipOpus, .baresipTLS, .baresipSRTP: ("baresip", "baresip")
        case .linphone: ("linphonecsh", "linphone-cli")
        case .sippUDP, .sippTCP: ("sipp", "sip-tester")
        }
    }

    /// Nil where it can be run.
    var absence: String? {
        (try? Prerequisites.program(origin.program, package: origin.package)) == nil ? "the Debian package \(origin.package) is not installed: deploy/setup test" : nil
    }

    var transport: Road.Transport {
        switch self {
        case .baresipTLS: .tls
        case .sippTCP: .tcp
        default: .udp
        }
    }

    /// Calls the number, talks so long, and hangs up if nobody else did.
    func call(_ number: String, at place: String, talk: Int, in scratch: Scratch) async throws -> Outcome {
        switch self {
        case .baresipG711: try await Baresip(codec: "PCMA", rate: 8000).call(number, at: place, talk: talk, in: scratch)
        case .baresipOpus: try await Baresip(codec: "opus/48000/2", rate: 48000, channels: 2).call(number, at: place, talk: talk, in: scratch)
        case .baresipTLS: try await Baresip(codec: "PCMA", rate: 8000, encryption: "srtp-mand").call(number, at: place + ";transport=tls", talk: talk, in: scratch)
        case .baresipSRTP: try await Baresip(codec: "PCMA", rate: 8000, encryption: "srtp").call(number, at: place, talk: talk, in: scratch)
        case .linphone: try await Linphone.call(number, at: place, talk: talk, in: scratch)
        case .sippUDP: try await SIPp.call(number, at: place, transport: "u1", talk: talk, in: scratch)
        case .sippTCP: try await SIPp.call(number, at: place, transport: "t1", talk: talk, in: scratch)
        }
    }
}

/// How a client reaches the gateway.
enum Road: String, CaseIterable, CustomStringConvertible {
    case directly
    case throughKamailio = "through Kamailio"

    enum Transport { case udp, tcp, tls }

    var description: String { rawValue }
}

extension WaveFile {
    /// A tone of 440 Hz.
    static func tone(seconds: Int, rate: Int, channels: Int = 1) -> WaveFile {
        let samples = (0..<seconds * rate).flatMap { index -> [Int16] in
            [Int16](repeating: Int16(8000 * sin(2 * Double.pi * 440 * Double(index) / Double(rate))), count: channels)
        }
        return WaveFile(samples: samples, rate: rate, channels: channels)
    }

    /// Seconds in which 440 Hz is most of what sounds, by the energy of that frequency in each 20 ms.
    var secondsOfTone: Double {
        let samples = mono(at: 8000), frame = 160
        let loud = stride(from: 0, to: samples.count - frame, by: frame).count { start in
            var real = 0.0, imaginary = 0.0, energy = 0.0
            for index in 0..<frame {
                let sample = Double(samples[start + index]), angle = 2 * Double.pi * 440 * Double(index) / 8000
                real += sample * cos(angle)
                imaginary += sample * sin(angle)
                energy += sample * sample
            }
            return energy > Double(frame) * 250_000 && 2 * (real * real + imaginary * imaginary) > 0.6 * energy * Double(frame)
        }
        return Double(loud) / 50
    }
}
