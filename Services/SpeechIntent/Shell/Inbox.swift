import Contracts
import Synchronization
import Vocabulary

/// What came from the gateways and has not been looked at, filled by the bus's thread, which must not wait.
///
/// Bounded: beyond it the oldest sound is dropped, never a mark or an order.
final class Inbox: Sendable {
    typealias Item = (message: SpeechStream, sender: InstanceID)

    static let bound = 4096
    private let items = Mutex<[Item]>([])
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    init() { (bell, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// Rings once or more for whatever has been put since the last look.
    var arrivals: AsyncStream<Void> { bell }

    func put(_ message: SpeechStream, from sender: InstanceID) {
        items.withLock { items in
            if items.count >= Self.bound, let sound = items.firstIndex(where: { $0.message.isSound }) { items.remove(at: sound) }
            if items.count < 2 * Self.bound { items.append((message, sender)) }
        }
        ring.yield()
    }

    func takeAll() -> [Item] {
        items.withLock { items in
            defer { items.removeAll(keepingCapacity: true) }
            return items
        }
    }

    func close() { ring.finish() }
}

extension SpeechStream {
    fileprivate var isSound: Bool { if case .callerAudio = self { true } else { false } }
}
