import CZeroMQ
import Vocabulary

/// What libzmq asks about a peer that shakes hands (ZAP 1.0, rfc.zeromq.org/spec/27).
struct AdmissionQuestion {
    /// The routing id of libzmq's own end, and the delimiter.
    var route: [[UInt8]]
    var id: [UInt8]
    /// CURVE public key, Z85.
    var key: String

    /// Frames: routing id, delimiter, version, request id, domain, address, identity, mechanism, key.
    init?(_ frames: [[UInt8]]) {
        guard frames.count == 9, frames[2] == Array("1.0".utf8), frames[4] == Array(SocketMaker.zapDomain.utf8),
            frames[7] == Array("CURVE".utf8), let key = KeyPair.text(ofRaw: frames[8])
        else { return nil }
        route = Array(frames[0...1])
        id = frames[3]
        self.key = key
    }

    func answer(_ status: String, user: String) -> [[UInt8]] {
        route + [Array("1.0".utf8), id, Array(status.utf8), [], Array(user.utf8), []]
    }
}

/// Who may connect: the keys of live instances.
extension Hub {
    /// More handshakes than these at once are asked to come again.
    private static let parkedBound = 64

    func admissionAsked(_ message: Message) {
        // Without an answer libzmq gives the connection up by itself.
        guard let question = AdmissionQuestion(message.frames) else { return counting.add(to: \.malformed) }
        if admit(question) { return }
        guard parked.count < Self.parkedBound, nextBeat != nil else { return refuse(question) }
        parked.append(question)
        look()
    }

    /// An instance that has just registered is not in our list yet: look again, at most ten times a second.
    private func look() {
        let now = Instant.current
        let soon = (lastLook ?? .zero) + .milliseconds(100)
        if soon <= now { beat.yield() } else { nextBeat = min(nextBeat ?? soon, soon) }
    }

    func answerParked() {
        let questions = parked
        parked = []
        for question in questions where !admit(question) { refuse(question) }
    }

    private func admit(_ question: AdmissionQuestion) -> Bool {
        guard let peer = peers.values.first(where: { $0.instance.publicKey == question.key }) else { return false }
        _ = servers?.zap.send(question.answer("200", user: Identity.user(peer.instance)))
        return true
    }

    /// 300 is a temporary refusal: the peer's libzmq tries again by itself, which 400 would forbid for ever.
    private func refuse(_ question: AdmissionQuestion) { _ = servers?.zap.send(question.answer("300", user: "")) }

    // MARK: Failed handshakes

    /// A monitor's first frame is the event (2 bytes) and its value (4 bytes).
    func handshakeFailed(_ message: Message, on socket: String) {
        counting.add(to: \.handshakesFailed)
        let event: UInt16 = message.frames.first?.littleEndian(at: 0) ?? 0
        let cause =
            switch Int32(event) {
            case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: "no live instance has the peer's key"
            case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: "the peer does not speak CURVE with our key"
            default: "the peer hung up"
            }
        handshakesFailed["\(socket): \(cause)", default: 0] += 1
    }

    /// One line a heartbeat at most, however many knock.
    func reportHandshakes() {
        guard !handshakesFailed.isEmpty else { return }
        let causes = handshakesFailed.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        log("failed handshakes: " + causes.joined(separator: "; "))
        handshakesFailed = [:]
    }
}
