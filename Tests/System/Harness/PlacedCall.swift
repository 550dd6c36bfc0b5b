import Audio
import Foundation
import Phone
import Protocols
import Vocabulary

/// A script with a witness: every event is noted before the script hears of it.
struct Watched<Script: PhoneScript>: PhoneScript {
    var script: Script
    let log: CallLog

    var isFinished: Bool { script.isFinished }
    var nextDeadline: Instant? { script.nextDeadline }
    mutating func tick(at now: Instant) -> [PhoneAction] { script.tick(at: now) }
    mutating func happened(_ event: PhoneEvent, at now: Instant) -> [PhoneAction] {
        log.note(event)
        return script.happened(event, at: now)
    }
}

/// A call on its way.
final class PlacedCall<Script: PhoneScript>: Sendable {
    let log = CallLog()
    private let phone: Phone<Watched<Script>>
    private let running: Task<(Script, PhoneResult), Never>

    /// - Parameters:
    ///   - gateway: `HOST:PORT`.
    ///   - silence: ends what is heard.
    init(_ script: Script, through gateway: String, from user: String = LiveSuite.customer, password: String? = nil, silence: Duration = .milliseconds(900), limit: Duration = .seconds(90)) throws {
        guard let server = SocketAddress(gateway, defaultPort: 5060) else { throw Command.Failure(description: "\(gateway) is no address") }
        var configuration = PhoneConfiguration(server: server, user: user, password: password)
        configuration.listening.patience = silence
        let phone = try Phone(configuration, script: Watched(script: script, log: log))
        self.phone = phone
        running = Task {
            let (watched, result) = await phone.start(limit: limit)
            return (watched.script, result)
        }
    }

    func hangUp() { phone.stop() }
    func finish() async -> (script: Script, result: PhoneResult) { await running.value }
}

extension PlacedCall where Script == SteadyCaller {
    /// A call that says tones and hears them one by one.
    static func steady(to number: String = "echo", through gateway: String) throws -> PlacedCall {
        try PlacedCall(SteadyCaller(calling: number), through: gateway, silence: .milliseconds(300))
    }
}

/// Says a short tone each second until it is told to hang up: on the number `echo` every tone comes back.
struct SteadyCaller: PhoneScript {
    let number: String
    private var next: Instant?
    private(set) var isFinished = false

    init(calling number: String) { self.number = number }

    var nextDeadline: Instant? { next }

    mutating func tick(at now: Instant) -> [PhoneAction] {
        guard let due = next, due <= now else { return [] }
        next = due + .seconds(1)
        return [.say(Self.tone(.milliseconds(200)))]
    }

    mutating func happened(_ event: PhoneEvent, at now: Instant) -> [PhoneAction] {
        switch event {
        case .started: return [.call(number)]
        case .connected:
            next = now
            return []
        case .ended:
            isFinished = true
            return []
        default: return []
        }
    }

    /// 440 Hz.
    static func tone(_ duration: Duration) -> [Int16] {
        (0..<Int(duration.milliseconds) * 8).map { Int16(8000 * sin(2 * Double.pi * 440 * Double($0) / 8000)) }
    }
}

/// Listens, and presses a key once the far end has begun to sound for the given time.
struct PressingCaller: PhoneScript {
    let number: String
    let key: Character
    let atSound: Int
    private var sounds = 0
    private(set) var isFinished = false

    init(calling number: String, key: Character, atSound: Int) {
        self.number = number
        self.key = key
        self.atSound = atSound
    }

    var nextDeadline: Instant? { nil }
    mutating func tick(at now: Instant) -> [PhoneAction] { [] }

    mutating func happened(_ event: PhoneEvent, at now: Instant) -> [PhoneAction] {
        switch event {
        case .started: return [.call(number)]
        case .soundBegan:
            sounds += 1
            return sounds == atSound ? DTMFDigit(key).map { [.press([$0])] } ?? [] : []
        case .ended:
            isFinished = true
            return []
        default: return []
        }
    }
}
