import Foundation

/// Figures beside what they are to be, with the load under which they came.
struct Report {
    /// A figure's aim: what is looked at, and how many milliseconds it may be.
    struct Aim {
        var text: String
        static let free = Aim(text: "aim: p50 ≤ 0.7 ms, worst of 25 ≤ 2.8 ms")
        static let freed = Aim(text: "aim: p50 ≤ 5 ms, p99 ≤ 20 ms")
        static let floor = Aim(text: "floor")
    }

    static func machine() {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = text.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last ?? " unknown"
        print("machine:\(model), \(ProcessInfo.processInfo.activeProcessorCount) processors; load \(load)")
    }

    /// Runs a measurement and prints it. Processor time is that of this process, both instances of Routing and what stands for
    /// gateway and operator; PostgreSQL's is not in it.
    static func row(_ what: String, _ aim: Aim, _ measure: () async throws -> [Double]) async throws {
        let cpu = processorTime(), sorted = try await measure().sorted()
        let spent = (processorTime() - cpu) / Double(max(1, sorted.count))
        func at(_ share: Double) -> String { sorted.isEmpty ? "-" : milliseconds(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) }
        print("\(what): p50 \(at(0.5)) ms, p99 \(at(0.99)) ms, max \(at(1)) ms; n = \(sorted.count) [\(aim.text)]")
        print("    \(milliseconds(spent)) ms of a processor each, load \(load)")
        fflush(nil)
    }

    static func milliseconds(_ seconds: Double) -> String { String(format: "%.2f", seconds * 1e3) }

    private static var load: String {
        var loads = [Double](repeating: 0, count: 3)
        return getloadavg(&loads, 3) == 3 ? loads.map { String(format: "%.1f", $0) }.joined(separator: " ") : "unknown"
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
