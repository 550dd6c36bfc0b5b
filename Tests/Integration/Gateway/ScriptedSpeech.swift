import Bus
import Contracts
import Foundation
import Synchronization
import TestKit
import Vocabulary

/// A speech instance that says what the test tells it and keeps what it hears.
final class ScriptedSpeech: Sendable {
    private struct State {
        var started: [StartConversation] = []
        var ended: [EndConversation] = []
        var audio: [AudioFrame] = []
        var controls: [StreamControl] = []
    }

    let bus: InMemoryBus
    private let state = Mutex(State())
    private let gateway: InstanceID = "gateway-1"

    init(_ name: InstanceID, on network: InMemoryNetwork) async {
        bus = network.join(name, as: .speechIntent)
        await bus.serve(StartConversation.self) { [self] request, _ in
            state.withLock {
                $0.started.append(request)
                return StartConversation.Answer(handle: UInt32($0.started.count))
            }
        }
        await bus.serve(EndConversation.self) { [self] request, _ in
            state.withLock { $0.ended.append(request) }
            return Done()
        }
        await bus.serve(CheckSpeech.self) { _, _ in Done() }
        await bus.onStream { [self] message, _ in
            state.withLock { state in
                switch message {
                case .callerAudio(let frames): state.audio += frames
                case .control(_, let control): state.controls.append(control)
                case .assistantSpeech: break
                }
            }
        }
    }

    var started: [StartConversation] { state.withLock { $0.started } }
    var ended: [EndConversation] { state.withLock { $0.ended } }
    var audio: [AudioFrame] { state.withLock { $0.audio } }
    var controls: [StreamControl] { state.withLock { $0.controls } }

    /// Says a sound in frames of 20 ms.
    func say(_ alaw: [UInt8], generation: UInt32, handle: UInt32 = 1, epoch: UInt32 = 1) throws {
        let key = StreamKey(handle: handle, epoch: epoch), count = alaw.count / 160
        let frames = (0..<count).map { index in
            SpeechFrame(key: key, generation: generation, seq: UInt32(index), last: index == count - 1, alaw: Array(alaw[index * 160..<index * 160 + 160]))
        }
        try bus.send(.assistantSpeech(frames), to: gateway)
    }

    func tell(_ control: StreamControl, handle: UInt32 = 1, epoch: UInt32 = 1) throws {
        try bus.send(.control(StreamKey(handle: handle, epoch: epoch), control), to: gateway)
    }

    /// Waits on the calling thread, which is not of the pool.
    func wait(_ limit: TimeInterval = 5, until done: (ScriptedSpeech) -> Bool) -> Bool { eventually(limit) { done(self) } }
}

/// Looks again each millisecond until it holds; for threads outside the pool.
func eventually(_ limit: TimeInterval = 5, _ holds: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(limit)
    while !holds() {
        guard Date() < end else { return false }
        usleep(1000)
    }
    return true
}
