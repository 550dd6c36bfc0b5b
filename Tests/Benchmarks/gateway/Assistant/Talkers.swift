import Contracts
import Synchronization
import Vocabulary

/// One voice for each call: a frame of speech for each frame of the caller's, within the credit that the gateway gives.
final class Talkers: Sendable {
    private struct Talker {
        let key: StreamKey
        var sent: UInt32 = 0
        /// What every call begins with.
        var credit: UInt32 = 250
    }

    private struct State {
        var last: UInt32 = 0
        var handles: [CallID: UInt32] = [:]
        var talkers: [UInt32: Talker] = [:]
    }

    private static let generation: UInt32 = 1
    /// Loud enough to be no silence: a square wave of 1 kHz.
    private static let sound: [UInt8] = (0..<160).map { $0 / 4 % 2 == 0 ? 0xB5 : 0x35 }
    private let state = Mutex(State())

    /// - Returns: the handle that names the call in streams.
    func begin(_ call: CallID, epoch: UInt32) -> UInt32 {
        state.withLock { state in
            state.last &+= 1
            if let old = state.handles.updateValue(state.last, forKey: call) { state.talkers[old] = nil }
            state.talkers[state.last] = Talker(key: StreamKey(handle: state.last, epoch: epoch))
            return state.last
        }
    }

    func end(_ call: CallID) {
        state.withLock { state in
            if let handle = state.handles.removeValue(forKey: call) { state.talkers[handle] = nil }
        }
    }

    /// - Returns: what goes back.
    func heard(_ message: SpeechStream) -> [SpeechStream] {
        switch message {
        case .callerAudio(let frames):
            let speech = state.withLock { state in frames.compactMap { Self.say(&state.talkers[$0.key.handle]) } }
            return speech.isEmpty ? [] : [.assistantSpeech(speech)]
        case .control(let key, .credit(Self.generation, let upTo)):
            state.withLock { $0.talkers[key.handle]?.credit = upTo }
            return []
        // Nobody interrupts this voice.
        case .control(let key, .voiceOnset(let generation, _)): return [.control(key, .resume(generation: generation))]
        default: return []
        }
    }

    private static func say(_ talker: inout Talker?) -> SpeechFrame? {
        guard let now = talker, now.sent < now.credit else { return nil }
        talker?.sent += 1
        return SpeechFrame(key: now.key, generation: generation, seq: now.sent, last: false, alaw: sound)
    }
}
