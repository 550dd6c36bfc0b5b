import CSys

/// Places calls and ends them, at a steady rate or a number at once.
final class CallLoad {
    struct Result {
        var answered = Spread()
        /// How late an INVITE left, against when it was to leave.
        var slip = Spread()
        var failed = 0
        var unanswered = 0
    }

    /// A call that is up.
    struct Dialog {
        let call: Int
        let contact: String
        let to: String
        let audio: UInt16
    }

    private let line: Line
    private var gateway: sys_address
    let text: SIPText
    private var next: Int
    private var sent: [Int: Int64] = [:]
    private var up: [Dialog] = []
    private var leaving: [(at: Int64, dialog: Dialog)] = []
    private var ending: Set<Int> = []
    private var result = Result()

    /// - Parameter caller: the number shown.
    init(gateway: sys_address, name: String, rtpPort: UInt16, caller: String = "bench") throws {
        line = try Line()
        self.gateway = gateway
        text = SIPText(gateway: name, local: "127.0.0.1:\(line.port)", rtpPort: rtpPort, caller: caller)
        // Names are new in each run: the gateway remembers old ones for a while.
        next = Int(sys_realtime() / 1_000_000)
    }

    /// INVITE, 200, ACK, a short while, BYE, 200.
    func ramp(_ number: String, rate: Int, seconds: Int, hold: Int64 = 100_000_000) -> Result {
        let beat = Beat(microseconds: 250, line), start = sys_monotonic(), every = 1_000_000_000 / Int64(rate)
        let total = rate * seconds, deadline = start + Int64(seconds + 5) * 1_000_000_000
        var placed = 0
        while placed < total || !sent.isEmpty || !leaving.isEmpty || !ending.isEmpty, sys_monotonic() < deadline {
            while placed < total, case let due = start + Int64(placed) * every, due <= sys_monotonic() {
                place(number, due: due)
                placed += 1
            }
            while let first = leaving.first, first.at <= sys_monotonic() { end(leaving.removeFirst().dialog) }
            beat.wait()
            read(holding: hold)
        }
        result.unanswered = sent.count + ending.count
        defer { forget() }
        return result
    }

    /// That many calls, a hundred a second, that stay.
    func hold(_ number: String, calls: Int) throws -> [Dialog] {
        forget()
        let beat = Beat(microseconds: 10_000, line), deadline = sys_monotonic() + 30_000_000_000
        var placed = 0
        while up.count < calls, sys_monotonic() < deadline {
            if placed < calls { place(number, due: sys_monotonic()) }
            placed += 1
            beat.wait()
            read(holding: nil)
        }
        guard up.count == calls else { throw Failure("\(up.count) of \(calls) calls were answered, \(result.failed) refused; is media-gateway.capacity large enough?") }
        return up
    }

    func endAll() {
        let beat = Beat(microseconds: 5000, line), deadline = sys_monotonic() + 20_000_000_000
        while !up.isEmpty || !ending.isEmpty, sys_monotonic() < deadline {
            if let dialog = up.popLast() { end(dialog) }
            beat.wait()
            read(holding: nil)
        }
        forget()
    }

    private func forget() {
        result = Result()
        sent = [:]
        up = []
        leaving = []
        ending = []
    }

    private func place(_ number: String, due: Int64) {
        next += 1
        let invite = text.invite(next, to: number), now = sys_monotonic()
        result.slip.add(now - due)
        sent[next] = now
        line.send(invite, to: &gateway)
    }

    private func end(_ dialog: Dialog) {
        ending.insert(dialog.call)
        line.send(text.bye(dialog.call, contact: dialog.contact, to: dialog.to), to: &gateway)
    }

    private func read(holding hold: Int64?) {
        let now = sys_monotonic()
        line.receive { datagram, _ in
            guard let answer = SIPAnswer(datagram), answer.status >= 200 else { return }
            if answer.method == "BYE" { ending.remove(answer.call) } else { answered(answer, at: now, holding: hold) }
        }
    }

    private func answered(_ answer: SIPAnswer, at now: Int64, holding hold: Int64?) {
        let to = answer.value("To") ?? "", contact = answer.contact ?? "sip:\(text.gateway)"
        line.send(text.ack(answer.call, contact: contact, to: to), to: &gateway)
        guard let began = sent.removeValue(forKey: answer.call) else { return }
        guard answer.status == 200, let audio = answer.audioPort else {
            result.failed += 1
            return
        }
        result.answered.add(now - began)
        let dialog = Dialog(call: answer.call, contact: contact, to: to, audio: audio)
        if let hold { leaving.append((now + hold, dialog)) } else { up.append(dialog) }
    }
}
