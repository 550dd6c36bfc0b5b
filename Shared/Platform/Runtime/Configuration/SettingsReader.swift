/// Reads typed settings by key, remembering what was asked for and what was wrong, so that one start shows every mistake.
public struct SettingsReader {
    private let configuration: Configuration
    private var asked: Set<String> = []
    private var problems: [String] = []

    init(configuration: Configuration) { self.configuration = configuration }

    public mutating func string(_ key: String, default fallback: String) -> String { value(key, "text") { $0 } ?? fallback }
    public mutating func string(_ key: String) -> String? { value(key, "text") { $0 } }

    public mutating func int(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Int {
        value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { Int($0).flatMap { range.contains($0) ? $0 : nil } } ?? fallback
    }

    public mutating func double(_ key: String, default fallback: Double, in range: ClosedRange<Double>) -> Double {
        value(key, "a number from \(range.lowerBound) to \(range.upperBound)") { Double($0).flatMap { range.contains($0) ? $0 : nil } } ?? fallback
    }

    public mutating func bool(_ key: String, default fallback: Bool) -> Bool {
        value(key, "true or false") { ["true": true, "false": false][$0] } ?? fallback
    }

    /// `250ms`, `2s`, `5m`, `12h`
    public mutating func duration(_ key: String, default fallback: Duration, in range: ClosedRange<Duration> = .zero ... .seconds(86400 * 366)) -> Duration {
        value(key, "a duration such as 250ms, 2s, 5m or 12h, from \(range.lowerBound) to \(range.upperBound)") { text in
            Self.duration(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, default fallback: Choice) -> Choice {
        value(key, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")) { Choice(rawValue: $0) } ?? fallback
    }

    /// A value of another form; `accepted` is what the error says is.
    public mutating func parsed<Value>(_ key: String, _ accepted: String, _ parse: (String) -> Value?) -> Value? { value(key, accepted, parse) }

    /// A YAML list, or in the environment values between commas.
    public mutating func list(_ key: String, default fallback: [String]) -> [String] {
        asked.insert(key)
        guard let entry = configuration.entry(key) else { return fallback }
        return entry.isList ? entry.values : (entry.values.first ?? "").split(separator: ",").map(String.init)
    }

    /// The names below a key that the file chooses freely: `a` and `b` of `trunks: { a: …, b: … }`, sorted.
    public func names(under key: String) -> [String] {
        Set(configuration.entries.keys.filter { $0.hasPrefix(key + ".") }.compactMap { $0.dropFirst(key.count + 1).split(separator: ".").first.map(String.init) }).sorted()
    }

    /// Something that must be said of a key although each value by itself is right.
    public mutating func complain(_ key: String, _ problem: String) {
        problems.append("\(configuration.entry(key)?.origin ?? key): \(key) \(problem)")
    }

    private mutating func value<Value>(_ key: String, _ accepted: String, _ parse: (String) -> Value?) -> Value? {
        asked.insert(key)
        guard let entry = configuration.entry(key) else { return nil }
        if !entry.isList, let text = entry.values.first, let value = parse(text) { return value }
        problems.append("\(entry.origin): \(key) must be \(accepted), not '\(entry.values.joined(separator: ", "))'")
        return nil
    }

    /// Refuses what was wrong, and the keys of the given sections that nobody asked for.
    func finish(_ sections: Set<String>) throws(ConfigurationError) {
        let unknown = configuration.entries.filter { sections.contains(String($0.key.prefix { $0 != "." })) && !asked.contains($0.key) }
        let all =
            problems
            + unknown.sorted { $0.key < $1.key }.map { key, entry in
                "\(entry.origin): unknown key '\(key)'" + (nearest(key).map { "; did you mean '\($0)'?" } ?? "")
            }
        if !all.isEmpty { throw ConfigurationError(problems: all) }
    }

    private func nearest(_ key: String) -> String? {
        asked.map { ($0, distance(Array(key), Array($0))) }.filter { $0.1 <= 3 }.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// Edits between two keys (Levenshtein).
    private func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, corner + (character == other ? 0 : 1))
                corner = above
            }
        }
        return row[right.count]
    }

    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits), number.isFinite, number < 1e9 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": return .nanoseconds(Int64(number * 1e6))
        case "s": return .nanoseconds(Int64(number * 1e9))
        case "m": return .nanoseconds(Int64(number * 60e9))
        case "h": return .seconds(Int64(number * 3600))
        default: return nil
        }
    }
}
