import CSys
import Glibc
import MediaGatewayCore
import Protocols
import Sockets
import Synchronization

/// One leg's way over the network. Confined to a media thread.
struct LegWire {
    let sockets: MediaSockets
    var seal = LegSeal.clear
}

/// The RTP and RTCP sockets of one leg: an even port and the next one (RFC 3550 §11). Closed by the media thread.
struct MediaSockets: Sendable {
    let rtp: Int32
    let rtcp: Int32
    let port: UInt16

    func close() {
        Glibc.close(rtp)
        Glibc.close(rtcp)
    }
}

/// Hands out socket pairs from a range of ports, in turn, so that a port rests as long as possible before it is used
/// again and late packets of an old call reach nobody.
final class PortRange: Sendable {
    private let address: IPAddress
    private let ports: Range<Int>
    private let receiveBuffer: Int32
    private let dscp: Int32
    private let next: Mutex<Int>

    /// - Parameter ports: at least two, beginning with an even one.
    init(address: IPAddress, ports: Range<Int>, receiveBuffer: Int, dscp: Int) {
        self.address = address
        self.ports = ports
        self.receiveBuffer = Int32(clamping: receiveBuffer)
        self.dscp = Int32(clamping: dscp)
        next = Mutex(ports.lowerBound)
    }

    /// - Throws: the last error when no pair in the range is free.
    func open() throws(SystemError) -> MediaSockets {
        var failure = SystemError(doing: "opening RTP ports \(ports.lowerBound)-\(ports.upperBound - 1)", number: EADDRINUSE)
        for _ in 0..<ports.count / 2 {
            let port = next.withLock { next in
                defer { next = next + 3 < ports.upperBound ? next + 2 : ports.lowerBound }
                return next
            }
            do { return try open(UInt16(clamping: port)) } catch {
                failure = error
                if error.number != EADDRINUSE { throw error }
            }
        }
        throw failure
    }

    private func open(_ port: UInt16) throws(SystemError) -> MediaSockets {
        var local = SocketAddress(ip: address, port: port).system
        let rtp = try SystemError.check(sys_udp_open(&local, receiveBuffer, dscp), "opening RTP port \(port)")
        local.port = port + 1
        do { return MediaSockets(rtp: rtp, rtcp: try SystemError.check(sys_udp_open(&local, 0, dscp), "opening RTCP port \(port + 1)"), port: port) } catch {
            close(rtp)
            throw error
        }
    }
}
