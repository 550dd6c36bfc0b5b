import Glibc

/// Processor seconds, user and kernel, of all threads that ever ran.
struct ProcessTime {
    var gateway: Double
    var database: Double
    /// The part of `database` that is not other services' backends.
    var gatewaysDatabase: Double
    /// 0 where the process does not run.
    var routing: Double
    var speech: Double

    var all: Double { gateway + database + routing + speech }

    static func - (end: ProcessTime, start: ProcessTime) -> ProcessTime {
        ProcessTime(
            gateway: end.gateway - start.gateway, database: end.database - start.database, gatewaysDatabase: end.gatewaysDatabase - start.gatewaysDatabase, routing: end.routing - start.routing,
            speech: end.speech - start.speech)
    }
}

/// What running processes have cost so far: the gateway's, its PostgreSQL's, and those that an assistant's call needs.
struct ProcessCost {
    let gateway: pid_t
    /// Its children are counted: backends and the writers that they keep busy. Nil counts none.
    let postmaster: pid_t?
    var routing: pid_t?
    var speech: pid_t?

    func seconds() -> ProcessTime {
        let children = postmaster.map(Self.children(of:)) ?? []
        let database = children.reduce(0) { $0 + Self.seconds(of: $1) }
        let others = children.filter(Self.servesAnotherService).reduce(0) { $0 + Self.seconds(of: $1) }
        return ProcessTime(
            gateway: Self.seconds(of: gateway), database: database, gatewaysDatabase: database - others, routing: routing.map(Self.seconds(of:)) ?? 0,
            speech: speech.map(Self.seconds(of:)) ?? 0)
    }

    /// Resident octets of the gateway.
    func resident() -> Int {
        let pages = Self.text("/proc/\(gateway)/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    private static func seconds(of process: pid_t) -> Double {
        var clock = clockid_t(), time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func children(of parent: pid_t) -> [pid_t] {
        text("/proc/\(parent)/task/\(parent)/children").split(separator: " ").compactMap { pid_t($0) }
    }

    /// A backend's title names its role; what PostgreSQL writes in the background has none and counts as the gateway's.
    private static func servesAnotherService(_ process: pid_t) -> Bool {
        let title = text("/proc/\(process)/cmdline")
        return title.hasPrefix("postgres: hotline_") && !title.hasPrefix("postgres: hotline_media_gateway")
    }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "re") else { return "" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
