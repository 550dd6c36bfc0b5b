import Contracts
import CSys
import Foundation
import Glibc
import MediaGatewayShell
import Protocols
import Sockets
import Testing
import TestKit
import Vocabulary

/// Peers that do not end what they began: nothing of theirs stays.
@Suite(.serialized, .timeLimit(.minutes(2))) struct VanishingPeerTests {
    private func admitting(_ gateway: TestGateway) async -> ScriptedSpeech {
        await gateway.routing.serve(AdmitCall.self) { _, _ in
            AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: "speech-1", epoch: 1, pack: "heating", queue: "repairs"))
        }
        return await ScriptedSpeech("speech-1", on: gateway.network)
    }

    /// Waits until the gateway has let go of the call, and says why it ended.
    private func end(of gateway: TestGateway, within seconds: TimeInterval) async throws -> CallEnded.Cause? {
        let journal = gateway.journal
        _ = try await onThread { eventually(seconds) { journal.types.contains(CallEnded.type) } }
        #expect(gateway.metrics.text().contains("hotline_calls_active 0"))
        return try journal.all(CallEnded.self).first?.cause
    }

    @Test func aPeerThatSaysNothingMoreEndsWithItsSessionTimer() async throws {
        let gateway = try TestGateway { $0.sessionExpires = (3, 1) }
        let speech = await admitting(gateway), address = gateway.address
        async let isGone = onThread { () -> Bool in
            let caller = try TestCaller(session: 3)
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.started.count == 1 }
            // Its sound goes on: only the signalling is dead.
            caller.isDeaf = true
            return caller.run(.seconds(8)) { _ in speech.ended.count == 1 }
        }
        #expect(try await end(of: gateway, within: 10) == .failed)
        #expect(try await isGone)
        try await gateway.end()
    }

    @Test func aPeerThatRefreshesItsSessionStays() async throws {
        let gateway = try TestGateway { $0.sessionExpires = (3, 1) }
        let speech = await admitting(gateway), address = gateway.address
        let lasted = try await onThread { () -> Bool in
            let caller = try TestCaller(session: 3)
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.started.count == 1 }
            let ended = caller.run(.seconds(5)) { $0.isEnded }
            caller.hangUp()
            return caller.run { $0.isEnded } && !ended
        }
        #expect(lasted)
        #expect(try await end(of: gateway, within: 5) == .callerHungUp)
        try await gateway.end()
    }

    @Test func aPeerThatNeverHangsUpEndsWithItsSound() async throws {
        let gateway = try TestGateway { $0.media.timeout = .seconds(1) }
        let speech = await admitting(gateway), address = gateway.address
        async let told = onThread { () -> Bool in
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.started.count == 1 }
            caller.isMute = true
            return caller.run { $0.isEnded }
        }
        #expect(try await end(of: gateway, within: 8) == .mediaLost)
        #expect(try await told, "BYE reached it")
        try await gateway.end()
    }

    @Test func aPeerThatNeverAcknowledgesIsHungUpOn() async throws {
        let gateway = try TestGateway { $0.timers.t1 = .milliseconds(30) }
        let speech = await admitting(gateway)
        let peer = try RawPeer()
        peer.send(peer.invite("4001", sound: true), to: gateway.address)
        let (answers, isHungUp) = try await onThread { () -> (Int, Bool) in
            // 64·T1 is 1.9 s.
            let isHungUp = peer.receives(within: 8) { $0.hasPrefix("BYE ") }
            return (peer.texts.filter { $0.hasPrefix("SIP/2.0 200") }.count, isHungUp)
        }
        #expect(answers > 3 && isHungUp)
        #expect(try await end(of: gateway, within: 5) == .failed)
        let ended = try await onThread { speech.wait { $0.ended.count == 1 } }
        #expect(ended)
        try await gateway.end()
    }
}

/// A SIP peer that sends what it is given and understands nothing.
final class RawPeer: @unchecked Sendable {
    private let socket: Int32
    let address: SocketAddress
    /// What came. Used by one thread at a time.
    private(set) var datagrams: [[UInt8]] = []
    var texts: [String] { datagrams.map { String(decoding: $0, as: UTF8.self) } }

    init() throws {
        var any = sys_address(), bound = sys_address()
        guard sys_address_parse("127.0.0.1", 0, &any) == 0 else { throw TestCaller.CallerError.noSocket }
        socket = sys_udp_open(&any, 0, 0)
        guard socket >= 0, sys_udp_local(socket, &bound) == 0 else { throw TestCaller.CallerError.noSocket }
        address = SocketAddress(ip: .loopback, port: bound.port)
    }

    deinit { close(socket) }

    /// - Parameter sound: with an offer of A-law.
    func invite(_ number: String, sound: Bool) -> [UInt8] {
        let body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
        let lines = [
            "INVITE sip:\(number)@gateway SIP/2.0", "Via: SIP/2.0/UDP \(address);branch=z9hG4bKraw;rport", "From: <sip:13800000001@raw>;tag=r1", "To: <sip:\(number)@gateway>",
            "Call-ID: raw-1", "CSeq: 1 INVITE", "Contact: <sip:raw@\(address)>", "Max-Forwards: 70", "Content-Type: application/sdp",
            "Content-Length: \(sound ? body.utf8.count : 0)", "", sound ? body : "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    func options() -> [UInt8] {
        let lines = [
            "OPTIONS sip:gateway SIP/2.0", "Via: SIP/2.0/UDP \(address);branch=z9hG4bKoptions;rport", "From: <sip:13800000001@raw>;tag=r1", "To: <sip:gateway>", "Call-ID: raw-2",
            "CSeq: 1 OPTIONS", "Max-Forwards: 70", "Content-Length: 0", "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    /// A final response to a request as it came.
    func answer(_ status: String, to request: String, _ header: String) -> [UInt8] {
        let kept = request.components(separatedBy: "\r\n").filter { line in ["Via:", "From:", "Call-ID:", "CSeq:"].contains { line.hasPrefix($0) } }
        let to = request.components(separatedBy: "\r\n").first { $0.hasPrefix("To:") } ?? ""
        return Array((["SIP/2.0 \(status)"] + kept + [to + ";tag=raw", header, "Content-Length: 0", "", ""]).joined(separator: "\r\n").utf8)
    }

    func send(_ bytes: [UInt8], to place: SocketAddress) {
        var to = place.system
        _ = sys_udp_send(socket, bytes, bytes.count, &to)
    }

    func receives(within seconds: TimeInterval, _ holds: (String) -> Bool) -> Bool { receives(within: seconds) { self.texts.contains(where: holds) } }

    func receives(within seconds: TimeInterval, isEnough: () -> Bool) -> Bool {
        eventually(seconds) {
            var bytes = [UInt8](repeating: 0, count: 4096), from = sys_address()
            while case let count = sys_udp_receive(self.socket, &bytes, bytes.count, &from), count > 0 { self.datagrams.append(Array(bytes[..<count])) }
            return isEnough()
        }
    }
}
