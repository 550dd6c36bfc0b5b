import Audio
import Foundation
import MediaGatewayShell
import Phone
import Protocols
import Synchronization
import TestKit
import Vocabulary

/// A phone of the suite's own that says one tone as long as it talks and keeps what it hears.
final class TalkingPhone: Sendable {
    /// Calls when told to, answers whoever calls, and talks.
    private struct Script: PhoneScript {
        let number: String?
        let tone: [Int16]
        var isFinished = false
        var nextDeadline: Instant? { nil }

        mutating func tick(at now: Instant) -> [PhoneAction] { [] }

        mutating func happened(_ event: PhoneEvent, at now: Instant) -> [PhoneAction] {
            let line = PhoneAction.report(.event(event.line, at: now))
            switch event {
            case .started: return number.map { [.call($0)] } ?? []
            case .called: return [line, .ring, .answer]
            case .connected: return [line, .say(tone)]
            case .ended:
                isFinished = true
                return [line]
            default: return [line]
            }
        }
    }

    private let phone: Phone<Script>
    private let lines = KeptLines()
    private let outcome = Mutex<PhoneResult?>(nil)

    /// - Parameters:
    ///   - tone: in Hz; nil says nothing.
    ///   - number: dialled at once; nil waits to be called.
    init(_ user: String, tone: Double?, calls number: String? = nil, at gateway: SocketAddress, codecs: [AudioCodec] = [.pcma]) throws {
        var configuration = PhoneConfiguration(server: gateway, user: user)
        configuration.records = true
        configuration.codecs = codecs
        let sound = tone.map { Tone($0, level: -12).samples(milliseconds: 30_000) } ?? []
        phone = try Phone(configuration, script: Script(number: number, tone: sound)) { [lines] report in if case .event(let line, _) = report { lines.add(line) } }
        let phone = phone
        Thread.detachNewThread { [self] in
            let result = phone.run(limit: .seconds(60)).result
            outcome.withLock { $0 = result }
        }
    }

    /// Where the gateway rings it.
    var contact: PhoneContact { PhoneContact(contact: "sip:phone@\(phone.address)", peer: phone.address) }
    var events: [String] { lines.lines }

    func perform(_ action: PhoneAction) { phone.perform(action) }

    /// Waits for a line of what happened.
    func happened(_ line: String, within seconds: TimeInterval = 8) async throws -> Bool {
        try await onThread { [self] in eventually(seconds) { events.contains { $0.hasPrefix(line) } } }
    }

    /// Ends the phone, if its call has not, and gives what it heard.
    func hungUp() async throws -> Heard {
        phone.stop()
        let result = try await onThread { [self] in
            _ = eventually { outcome.withLock { $0 != nil } }
            return outcome.withLock { $0 }
        }
        return Heard(result)
    }

    /// What a phone heard, by the clock.
    struct Heard: Sendable {
        private let samples: [Int16]
        private let began: Instant

        init(_ result: PhoneResult?) {
            let wave = result?.recording?.samples ?? []
            samples = stride(from: 1, to: wave.count, by: 2).map { wave[$0] }
            began = result?.began ?? .zero
        }

        /// The tones that sounded during a while.
        func tones(_ frequencies: [Double], during while: ClosedRange<Instant>) -> [Double] {
            let from = max(0, (`while`.lowerBound - began).milliseconds * 8), to = min(Double(samples.count), (`while`.upperBound - began).milliseconds * 8)
            guard from < to else { return [] }
            return ToneLevel.heard(frequencies, in: samples[Int(from)..<Int(to)])
        }
    }
}
