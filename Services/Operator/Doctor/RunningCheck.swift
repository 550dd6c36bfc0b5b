import Foundation
import Glibc
import Vocabulary

/// Either the suite runs and every service is ready, or the ports that it will want are free.
struct RunningCheck {
    var children: [Child]
    var basePort: Int

    func findings() async -> [Finding] {
        var silent: [Child] = [], findings: [Finding] = []
        for child in children {
            switch await Probe.problem(at: child.http) {
            case nil: findings.append(.good(child.name, "ready at \(child.http)"))
            case "does not answer yet": silent.append(child)
            case .some(let problem): findings.append(.missing(child.name, problem, mend: "see the log of \(child.name)"))
            }
        }
        if silent.count == children.count { return [.note("suite", "does not run", mend: "hotline up --base-port \(basePort)")] + ports() }
        return findings + silent.map { .missing($0.name, "does not answer at \($0.http)", mend: "see the log of \($0.name); hotline up starts it again") }
    }

    private func ports() -> [Finding] {
        let busy = children.flatMap { child in
            [(child.httpPort, SOCK_STREAM)] + (child.sipPort.map { [($0, SOCK_DGRAM)] } ?? [])
        }.filter { !Self.isFree(port: $0.0, $0.1) }
        guard !busy.isEmpty else { return [.good("ports", "those of hotline up --base-port \(basePort) are free")] }
        return busy.map {
            .missing(
                "ports", "\($0.1 == SOCK_STREAM ? "TCP" : "UDP") \($0.0) is taken by another program", mend: "hotline up --base-port with another number, or end what ss -lpn 'sport = :\($0.0)' shows")
        }
    }

    private static func isFree(port: Int, _ type: __socket_type) -> Bool {
        let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var one: Int32 = 1
        // A listener of a moment ago leaves connections behind that do not hinder a new one.
        if type == SOCK_STREAM { setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size)) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
    }
}
