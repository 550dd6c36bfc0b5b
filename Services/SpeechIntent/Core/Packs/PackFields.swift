/// Reads the fields of a map and remembers everything that is wrong, so that one run shows all of it.
struct PackFields {
    private var fields: [String: PackNode] = [:]
    let place: PackPlace
    private(set) var problems: [PackProblem] = []
    private var known: Set<String> = []
    private var order: [(key: String, place: PackPlace)] = []

    init(_ node: PackNode) {
        self.place = node.place
        guard case .map(let entries) = node.value else {
            self.problems.append(PackProblem(node.place, "expected fields (key: value)"))
            return
        }
        for entry in entries {
            if self.fields[entry.key] != nil { self.problems.append(PackProblem(entry.place, "\(entry.key) is there twice")) }
            self.fields[entry.key] = entry.node
            self.order.append((entry.key, entry.place))
        }
    }

    mutating func report(_ problem: PackProblem) { self.problems.append(problem) }

    func place(of key: String) -> PackPlace { self.fields[key]?.place ?? self.place }

    mutating func node(_ key: String) -> PackNode? {
        self.known.insert(key)
        return self.fields[key]
    }

    mutating func text(_ key: String) -> String? {
        guard let node = self.node(key) else { return nil }
        guard case .scalar(let text) = node.value, !text.isEmpty else {
            self.report(PackProblem(node.place, "\(key): expected a text"))
            return nil
        }
        return text
    }

    /// Reports when the field is missing; the empty text stands in so that reading goes on.
    mutating func required(_ key: String) -> String {
        if self.node(key) == nil { self.report(PackProblem(self.place, "\(key) is missing")) }
        return self.text(key) ?? ""
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = self.text(key) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            self.report(PackProblem(self.place(of: key), "\(key): expected a whole number in \(range), found \(text)"))
            return nil
        }
        return value
    }

    mutating func fraction(_ key: String) -> Double? {
        guard let text = self.text(key) else { return nil }
        guard let value = Double(text), (0...1).contains(value) else {
            self.report(PackProblem(self.place(of: key), "\(key): expected a number from 0 to 1, found \(text)"))
            return nil
        }
        return value
    }

    mutating func flag(_ key: String, or normal: Bool) -> Bool {
        guard let text = self.text(key) else { return normal }
        if text == "true" || text == "false" { return text == "true" }
        self.report(PackProblem(self.place(of: key), "\(key): expected true or false, found \(text)"))
        return normal
    }

    mutating func choice<Choice: RawRepresentable>(_ key: String, among choices: [Choice]) -> Choice?
    where Choice.RawValue == String {
        guard let text = self.text(key) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = choices.map(\.rawValue).joined(separator: ", ")
        self.report(PackProblem(self.place(of: key), "\(key): \(text) is none of \(names)"))
        return nil
    }

    mutating func date(_ key: String) -> CalendarDate? {
        guard let text = self.text(key) else { return nil }
        if let date = CalendarDate(text) { return date }
        self.report(PackProblem(self.place(of: key), "\(key): expected a day such as 2026-11-15, found \(text)"))
        return nil
    }

    mutating func list(_ key: String) -> [PackNode] {
        guard let node = self.node(key) else { return [] }
        if case .list(let nodes) = node.value { return nodes }
        self.report(PackProblem(node.place, "\(key): expected a list"))
        return []
    }

    mutating func texts(_ key: String) -> [String] {
        var texts: [String] = []
        for node in self.list(key) {
            if case .scalar(let text) = node.value, !text.isEmpty {
                texts.append(text)
            } else {
                self.report(PackProblem(node.place, "\(key): expected a text"))
            }
        }
        return texts
    }

    mutating func dictionary(_ key: String) -> [String: String] {
        guard let node = self.node(key) else { return [:] }
        guard case .map(let entries) = node.value else {
            self.report(PackProblem(node.place, "\(key): expected fields"))
            return [:]
        }
        var result: [String: String] = [:]
        for entry in entries {
            if case .scalar(let text) = entry.node.value {
                result[entry.key] = text
            } else {
                self.report(PackProblem(entry.place, "\(key).\(entry.key): expected a text"))
            }
        }
        return result
    }

    /// Call last: names every field that nobody asked for, and hands over all problems.
    func finished() -> [PackProblem] {
        self.problems
            + self.order.filter { !self.known.contains($0.key) }
            .map { PackProblem($0.place, "\($0.key) is no field here; known: \(self.known.sorted().joined(separator: ", "))") }
    }
}
