import Synchronization

/// The figures of one process, in Prometheus' text format 0.0.4. Names end in their unit; labels are few and bounded,
/// and never personal.
public final class Metrics: Sendable {
    private struct Family {
        var help: String
        var type: String
        var series: [[Label]: any Series] = [:]
    }
    public struct Label: Hashable, Sendable, Comparable {
        var name: String
        var value: String
        public static func < (left: Label, right: Label) -> Bool { (left.name, left.value) < (right.name, right.value) }
    }

    private let families = Mutex<[String: Family]>([:])

    public init() {}

    public func counter(_ name: String, _ help: String, _ labels: KeyValuePairs<String, String> = [:]) -> Counter {
        series(name, help, "counter", labels) { Counter() }
    }
    public func gauge(_ name: String, _ help: String, _ labels: KeyValuePairs<String, String> = [:]) -> Gauge {
        series(name, help, "gauge", labels) { Gauge() }
    }
    /// - Parameter buckets: upper bounds in the name's unit, ascending.
    public func histogram(_ name: String, _ help: String, buckets: [Double], _ labels: KeyValuePairs<String, String> = [:]) -> Histogram {
        series(name, help, "histogram", labels) { Histogram(buckets: buckets) }
    }

    private func series<S: Series>(_ name: String, _ help: String, _ type: String, _ labels: KeyValuePairs<String, String>, _ make: () -> S) -> S {
        let key = labels.map { Label(name: $0.key, value: $0.value) }.sorted()
        return families.withLock { families in
            if let known = families[name]?.series[key] as? S { return known }
            let new = make()
            families[name, default: Family(help: help, type: type)].series[key] = new
            return new
        }
    }

    /// What `/metrics` answers.
    public func text() -> String {
        families.withLock { families in
            families.sorted { $0.key < $1.key }.map { name, family in
                let lines = family.series.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { $0.value.lines(name, $0.key) }
                return "# HELP \(name) \(family.help)\n# TYPE \(name) \(family.type)\n" + lines.joined(separator: "\n") + "\n"
            }.joined()
        }
    }

    static func line(_ name: String, _ labels: [Label], _ value: String) -> String {
        guard !labels.isEmpty else { return "\(name) \(value)" }
        let text = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
        return "\(name){\(text)} \(value)"
    }

    private static func escaped(_ value: String) -> String {
        value.map { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }.joined()
    }
}

protocol Series: AnyObject, Sendable {
    func lines(_ name: String, _ labels: [Metrics.Label]) -> [String]
}

/// Only grows.
public final class Counter: Series {
    private let count = Atomic<Int>(0)
    public func add(_ amount: Int = 1) { count.add(amount, ordering: .relaxed) }
    public var value: Int { count.load(ordering: .relaxed) }
    func lines(_ name: String, _ labels: [Metrics.Label]) -> [String] { [Metrics.line(name, labels, String(value))] }
}

/// Goes up and down.
public final class Gauge: Series {
    private let current = Atomic<Int>(0)
    public func set(_ value: Int) { current.store(value, ordering: .relaxed) }
    public func add(_ amount: Int) { current.add(amount, ordering: .relaxed) }
    public var value: Int { current.load(ordering: .relaxed) }
    func lines(_ name: String, _ labels: [Metrics.Label]) -> [String] { [Metrics.line(name, labels, String(value))] }
}

/// Observations in cumulative buckets.
public final class Histogram: Series {
    private struct State {
        var counts: [Int]
        var sum = 0.0
    }
    private let bounds: [Double]
    private let state: Mutex<State>

    init(buckets: [Double]) {
        bounds = buckets
        state = Mutex(State(counts: Array(repeating: 0, count: buckets.count + 1)))
    }

    public func observe(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[index] += 1
            $0.sum += value
        }
    }

    func lines(_ name: String, _ labels: [Metrics.Label]) -> [String] {
        let state = state.withLock { $0 }
        var total = 0
        var lines = zip(bounds.map(String.init(describing:)) + ["+Inf"], state.counts).map { bound, count in
            total += count
            return Metrics.line(name + "_bucket", labels + [Metrics.Label(name: "le", value: bound)], String(total))
        }
        lines.append(Metrics.line(name + "_sum", labels, String(state.sum)))
        lines.append(Metrics.line(name + "_count", labels, String(total)))
        return lines
    }
}
