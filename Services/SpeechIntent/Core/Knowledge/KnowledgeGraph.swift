/// What is known about faults, from what a caller notices to who mends it: scene, symptom, cause, fault, measure, department
/// (`graph.yaml`). It answers what no single article does.
public struct KnowledgeGraph: Codable, Equatable, Sendable {
    public struct Symptom: Codable, Equatable, Sendable {
        public var id: String
        /// As it is said back.
        public var title: String
        /// Where: a radiator, a floor heating, a whole house.
        public var scene: String
        /// One word of each group, in this order, is what a caller says.
        public var words: [[String]]
        /// Likeliest first.
        public var causes: [String]
    }

    public struct Cause: Codable, Equatable, Sendable {
        public var id: String
        public var title: String
        public var fault: String
    }

    public struct Fault: Codable, Equatable, Sendable {
        public var id: String
        public var title: String
        /// In the order in which they are tried.
        public var measures: [String]
    }

    public struct Measure: Codable, Equatable, Sendable {
        public var id: String
        public var title: String
        /// The article that says how the caller does it; nil: somebody comes.
        public var article: String?
        /// Who comes.
        public var department: String?
        /// How somebody is sent.
        public var scenario: String?
    }

    public struct Department: Codable, Equatable, Sendable {
        public var id: String
        public var title: String
    }

    public var id = ""
    public var version = 1
    public var source = ""
    public var symptoms: [Symptom] = []
    public var causes: [Cause] = []
    public var faults: [Fault] = []
    public var measures: [Measure] = []
    public var departments: [Department] = []

    public init() {}
}

extension KnowledgeGraph {
    /// One way through the graph.
    public struct Path: Equatable, Sendable {
        public var symptom: Symptom
        public var cause: Cause
        public var fault: Fault
        public var measures: [Measure]
    }

    /// From what was said to what is done: by the symptom that most of the words speak of, and its likeliest cause.
    public func path(from text: String) -> Path? {
        let words = text.filter { $0.isLetter || $0.isNumber }
        let symptom = symptoms.filter { Self.speaks(words, of: $0.words) }.max { $0.words.count < $1.words.count }
        guard let symptom, let cause = causes.first(where: { symptom.causes.first == $0.id }), let fault = faults.first(where: { $0.id == cause.fault }) else {
            return nil
        }
        return Path(symptom: symptom, cause: cause, fault: fault, measures: fault.measures.compactMap { name in measures.first { $0.id == name } })
    }

    public func department(_ id: String?) -> Department? { departments.first { $0.id == id } }

    /// A word of each group, one after the other.
    private static func speaks(_ text: String, of groups: [[String]]) -> Bool {
        var rest = text[...]
        for group in groups {
            guard let end = group.compactMap({ plain($0, in: rest) }).min() else { return false }
            rest = rest[end...]
        }
        return !groups.isEmpty
    }

    /// Where a word ends that is not taken back by the one before it: 热 is not in 不热.
    private static func plain(_ word: String, in text: Substring) -> String.Index? {
        var rest = text
        while let range = rest.firstRange(of: word) {
            if range.lowerBound == text.startIndex || !"不没".contains(text[text.index(before: range.lowerBound)]) { return range.upperBound }
            rest = rest[range.upperBound...]
        }
        return nil
    }

    /// Names that lead nowhere.
    public func problems(articles: Set<String>, scenarios: Set<String>) -> [String] {
        func absent(_ names: [String], among known: [String], _ what: String) -> [String] {
            names.filter { !known.contains($0) }.map { "the graph names the \(what) \($0), which does not exist" }
        }
        return absent(symptoms.flatMap(\.causes), among: causes.map(\.id), "cause") + absent(causes.map(\.fault), among: faults.map(\.id), "fault")
            + absent(faults.flatMap(\.measures), among: measures.map(\.id), "measure")
            + absent(measures.compactMap(\.department), among: departments.map(\.id), "department")
            + absent(measures.compactMap(\.article), among: Array(articles), "article")
            + absent(measures.compactMap(\.scenario), among: Array(scenarios), "scenario")
            + symptoms.filter { $0.words.isEmpty || $0.words.contains([]) }.map { "symptom \($0.id) has no words" }
    }
}
