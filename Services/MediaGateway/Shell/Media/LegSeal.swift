import Protocols
import SRTP

/// How one leg's packets go over the wire. Confined to a media thread.
enum LegSeal {
    case clear
    case sealed(SRTPTransform, MediaKeys)
    /// Keys were agreed and cannot be used: nothing is sent, and nothing that comes is believed.
    case broken(MediaKeys)

    private var keys: MediaKeys? {
        switch self {
        case .clear: nil
        case .sealed(_, let keys), .broken(let keys): keys
        }
    }

    /// Keys that stay keep their state: packets are counted on.
    mutating func agreed(_ keys: MediaKeys?) {
        guard keys != self.keys else { return }
        guard let keys else {
            self = .clear
            return
        }
        self = (try? SRTPTransform(keys)).map { .sealed($0, keys) } ?? .broken(keys)
    }

    /// What came, in clear; nil when it is not the peer's.
    func open(_ datagram: UnsafeMutableRawBufferPointer, isControl: Bool) -> UnsafeRawBufferPointer? {
        switch self {
        case .clear: UnsafeRawBufferPointer(datagram)
        case .sealed(let transform, _): transform.open(datagram, isControl: isControl).map { UnsafeRawBufferPointer(rebasing: datagram[..<$0]) }
        case .broken: nil
        }
    }

    /// What is to be sent, sealed in its own memory.
    /// - Parameter room: begins with the packet.
    func seal(_ packet: UnsafeRawBufferPointer, in room: UnsafeMutableRawBufferPointer, isControl: Bool) -> UnsafeRawBufferPointer? {
        switch self {
        case .clear: packet
        case .sealed(let transform, _): transform.seal(room, count: packet.count, isControl: isControl).map { UnsafeRawBufferPointer(rebasing: room[..<$0]) }
        case .broken: nil
        }
    }
}
