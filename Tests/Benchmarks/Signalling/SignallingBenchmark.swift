import Glibc
import Protocols
import Vocabulary

/// Prints what signalling costs in the core: no socket, no thread, virtual time.
///
///     HOTLINE_BENCH=1 HOTLINE_ONLY=SignallingBenchmark swift run -c release SignallingBenchmark
@main struct SignallingBenchmark {
    static func main() {
        print("µs of processor per item = processor time of this process ÷ items")
        let messages = Messages()
        let invites = (0..<20_000).map(messages.invite), options = (0..<40_000).map(messages.options)
        measure("parse INVITE with SDP", 20_000) { round in _ = try? SIPMessage(datagram: invites[round]) }
        measure("parse OPTIONS", 20_000) { round in _ = try? SIPMessage(datagram: options[round]) }
        measure("write a 200 to INVITE", 20_000) { _ in _ = messages.answer.bytes }
        var endpoint = Self.endpoint()
        measure("OPTIONS answered", 40_000) { round in
            _ = endpoint.datagramReceived(options[round], from: Messages.peer, at: Self.moment(round))
        }
        registrations(messages)
        calls()
    }

    static func endpoint() -> SIPEndpoint {
        var configuration = SIPEndpoint.Configuration(local: SocketAddress(ip: .loopback, port: 5060))
        configuration.acceptsRegistrations = true
        return SIPEndpoint(configuration)
    }

    static func moment(_ round: Int) -> Instant { Instant(nanoseconds: Int64(round) * 1_000_000) }

    /// The best of five rounds: what else runs on the machine only adds.
    static func measure(_ name: String, _ count: Int, _ body: (Int) -> Void) {
        var best = Double.infinity
        for part in 0..<5 {
            let start = processorTime()
            for round in part * count / 5..<(part + 1) * count / 5 { body(round) }
            best = min(best, (processorTime() - start) / Double(count / 5))
        }
        report(name, best)
    }

    static func report(_ name: String, _ seconds: Double) {
        let hundredths = Int((seconds * 1e8).rounded())
        print("\(name): \(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10) µs")
    }

    static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// REGISTER that is challenged, then one with credentials: two transactions and their digest.
    static func registrations(_ messages: Messages) {
        var endpoint = Self.endpoint()
        var registrar = Registrar(realm: "hotline")
        let credential = DigestCredential(username: "1001", hashes: [.md5: DigestAlgorithm.md5.hash("1001:hotline:secret")])
        var challenge: DigestChallenge?
        func answer(_ bytes: [UInt8], _ round: Int) {
            for case .requestReceived(let key, let request, let peer) in endpoint.datagramReceived(bytes, from: Messages.peer, at: moment(round)) {
                let (response, _) = registrar.registerReceived(request, from: peer, credential: credential, at: moment(round))
                challenge = response.headers.all(.wwwAuthenticate).compactMap { DigestChallenge($0.text) }.first { $0.algorithm == .md5 } ?? challenge
                _ = endpoint.respond(key, response, at: moment(round))
            }
            _ = endpoint.tick(at: moment(round))
        }
        let strangers = (0..<20_000).map { messages.register($0, nil) }
        measure("REGISTER challenged", 20_000) { round in answer(strangers[round], round) }
        guard let challenge else { return }
        let known = (0..<20_000).map { round in
            let text = DigestResponse(to: challenge, credential: DigestCredential(username: "1001", password: "secret"), method: .register, uri: "sip:hotline", cnonce: "c", count: UInt32(round + 1))
                .text
            return messages.register(20_000 + round, text)
        }
        measure("REGISTER accepted", 20_000) { round in answer(known[round], 19_999) }
    }

    /// INVITE → 100, 200 → ACK → BYE → 200 at the called side, deadlines of all of it included.
    static func calls() {
        var endpoint = Self.endpoint()
        let sdp = Array("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n".utf8)
        let messages = Messages(), batch = 1000
        var best = Double.infinity
        for part in 0..<20 {
            var tags: [String] = []
            let invites = (0..<batch).map { messages.invite(part * batch + $0) }
            let start = processorTime()
            var keys: [SIPCallKey] = []
            for (index, invite) in invites.enumerated() {
                for case .incomingCall(let key, _) in endpoint.datagramReceived(invite, from: Messages.peer, at: moment(part * batch + index)) { keys.append(key) }
            }
            var answers: [SIPEndpoint.Effect] = []
            for (index, key) in keys.enumerated() { answers += endpoint.answer(key, sdp: sdp, at: moment(part * batch + index)) }
            let first = processorTime() - start
            for case .send(let bytes, _) in answers { if case .response(let response) = try? SIPMessage(datagram: bytes), let tag = response.to.tag { tags.append(tag) } }
            let rest = tags.enumerated().map { (messages.inside("ACK", 1, part * batch + $0.offset, $0.element), messages.inside("BYE", 2, part * batch + $0.offset, $0.element)) }
            let second = processorTime()
            for (index, (ack, bye)) in rest.enumerated() {
                let now = moment(part * batch + index)
                _ = endpoint.datagramReceived(ack, from: Messages.peer, at: now)
                _ = endpoint.datagramReceived(bye, from: Messages.peer, at: now)
                _ = endpoint.tick(at: now)
            }
            best = min(best, (first + processorTime() - second) / Double(batch))
        }
        report("call set up and torn down", best)
        print("left: \(endpoint.callCount) calls, \(endpoint.transactionCount) transactions")
    }
}
