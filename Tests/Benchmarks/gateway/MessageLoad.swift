import CSys
import Protocols

/// OPTIONS and REGISTER at a steady rate.
final class MessageLoad {
    private let line: Line
    private var gateway: sys_address
    private let text: SIPText
    private var next: Int

    init(gateway: sys_address, name: String) throws {
        line = try Line()
        self.gateway = gateway
        text = SIPText(gateway: name, local: "127.0.0.1:\(line.port)", rtpPort: 9)
        next = Int(sys_realtime() / 1_000_000)
    }

    /// - Returns: how many were answered with 200.
    func options(rate: Int, seconds: Int) -> Int {
        var answered = 0
        steadily(rate, seconds) { number in
            line.send(text.options(number), to: &gateway)
        } answer: {
            if $0.status == 200 { answered += 1 }
        }
        return answered
    }

    /// Each phone proves itself anew: REGISTER, 401, REGISTER, 200.
    /// - Returns: messages that were answered with what is due, and registrations.
    func register(_ phones: [String], password: String, rate: Int, seconds: Int) -> (messages: Int, registered: Int) {
        var messages = 0, registered = 0
        steadily(rate, seconds) { number in
            line.send(text.register(number, phone: phones[number % phones.count], sequence: 1, authorization: nil), to: &gateway)
        } answer: { answer in
            messages += 1
            if answer.status == 200 { registered += 1 }
            // A nonce that another phone has used is stale: asked again, within reason.
            guard answer.status == 401, answer.sequence < 4, let proof = proof(answer, phones[answer.call % phones.count], password) else { return }
            line.send(text.register(answer.call, phone: phones[answer.call % phones.count], sequence: answer.sequence + 1, authorization: proof), to: &gateway)
        }
        return (messages, registered)
    }

    private func proof(_ answer: SIPAnswer, _ phone: String, _ password: String) -> String? {
        guard let challenge = answer.values("WWW-Authenticate").lazy.compactMap({ DigestChallenge($0) }).first(where: { $0.algorithm == .md5 }) else { return nil }
        let credential = DigestCredential(username: phone, password: password)
        return DigestResponse(to: challenge, credential: credential, method: .register, uri: "sip:\(text.gateway)", cnonce: "c\(answer.call)", count: 1).text
    }

    private func steadily(_ rate: Int, _ seconds: Int, send: (Int) -> Void, answer: (SIPAnswer) -> Void) {
        let beat = Beat(microseconds: 500, line), start = sys_monotonic(), every = 1_000_000_000 / Int64(rate)
        let total = rate * seconds, end = start + Int64(seconds) * 1_000_000_000 + 500_000_000
        var sent = 0
        while sys_monotonic() < end {
            while sent < total, start + Int64(sent) * every <= sys_monotonic() {
                next += 1
                sent += 1
                send(next)
            }
            beat.wait()
            line.receive { datagram, _ in SIPAnswer(datagram).map(answer) }
        }
    }
}
