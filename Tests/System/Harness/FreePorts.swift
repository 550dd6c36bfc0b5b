import Glibc

/// A stretch of ports for one suite: SIP from the base, web servers from base + 100, RTP from base + 300.
enum FreePorts {
    static let stretch = 1300
    static let firstRTP = 300
    static let rtp = 400

    /// Tried from a random place on, so that suites on one machine seldom meet.
    static func base() throws -> Int {
        for _ in 0..<50 {
            let base = Int.random(in: 11_000...29_000) / 10 * 10
            let wanted = (0..<4).map { (base + 10 * $0, SOCK_DGRAM) } + (0..<12).map { (base + 100 + 10 * $0, SOCK_STREAM) } + [(base + firstRTP, SOCK_DGRAM)]
            if wanted.allSatisfy({ isFree($0.0, $0.1) }) { return base }
        }
        throw Command.Failure(description: "no free stretch of ports from 11000 to 30300")
    }

    private static func isFree(_ port: Int, _ type: __socket_type) -> Bool {
        let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
    }
}
