import Foundation

/// The figures as they come, beside what they are to be.
struct Table {
    static func title(_ text: String) { print("\n" + text) }

    static func head() {
        print("| figure | formula | at most | measured |")
        print("|---|---|---|---|")
    }

    static func row(_ figure: String, _ formula: String, _ bar: String, _ measured: String) {
        print("| \(figure) | \(formula) | \(bar) | \(measured) |")
        fflush(nil)
    }

    static func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    /// How many processors of which kind.
    static var machine: String {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        let model = lines.first { $0.hasPrefix("model name") }.flatMap { $0.split(separator: ":").last }?.trimmingCharacters(in: .whitespaces)
        return "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) × \(model ?? "processor of an unknown kind")"
    }

    /// The machine's load beside the figures: others' work shows in them.
    static var load: String {
        var loads = [Double](repeating: 0, count: 3)
        return getloadavg(&loads, 3) == 3 ? loads.map { number($0, 2) }.joined(separator: " ") : "unknown"
    }
}
