import Audio
import Protocols

/// Keys that a peer is to hear of: as telephone events, or as tones where it knows none.
struct KeysOut: Sendable {
    private var events: TelephoneEventSender
    private var tones: [SoundPosition] = []
    private var waiting = 0

    /// - Parameter clockRate: of telephone events.
    init(clockRate: UInt32) {
        events = TelephoneEventSender(ticksPerPacket: clockRate / 50, duration: clockRate / 50 * 5, pause: clockRate / 50 * 3)
    }

    /// Something stands in place of sound now.
    var isBusy: Bool { !events.isIdle || !tones.isEmpty }

    /// More keys than a person can have pressed are dropped.
    mutating func press(_ digit: DTMFDigit, asEvents: Bool) {
        guard tones.count < 32, waiting < 32 else { return }
        if asEvents {
            events.press(digit)
            waiting += 1
        } else if let key = digit.character.asciiValue, let tone = Tone.key(key) {
            tones.append(SoundPosition(Sound(tone), loops: false))
        }
    }

    mutating func nextEvent(timestamp: UInt32) -> TelephoneEventSender.Packet? {
        defer { if events.isIdle { waiting = 0 } }
        return events.next(timestamp: timestamp)
    }

    /// 20 ms of a tone; false when there is none.
    mutating func nextTone(into frame: UnsafeMutableRawBufferPointer) -> Bool {
        guard !tones.isEmpty else { return false }
        frame.initializeMemory(as: UInt8.self, repeating: G711.aLawSilence)
        tones[0].read(into: frame)
        if tones[0].isOver { tones.removeFirst() }
        return true
    }
}
