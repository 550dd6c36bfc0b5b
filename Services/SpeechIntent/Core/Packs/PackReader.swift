/// Builds a pack from parsed files. Collects every problem instead of stopping at the first.
public struct PackReader {
    public private(set) var problems: [PackProblem] = []
    public private(set) var pack: Pack
    /// Where things were defined, for checks across files.
    private(set) var places: [String: PackPlace] = [:]

    public init(profile: PackNode) {
        self.pack = Pack(profile: PackProfile(industry: "", title: "", assistantName: "", greeting: "", farewell: "", hours: "", dutyNumber: ""))
        var fields = PackFields(profile)
        self.pack.profile = PackProfile.read(&fields)
        self.problems += fields.finished()
        self.places["profile"] = profile.place
    }

    public mutating func readIntents(_ file: PackNode, areCommon: Bool) {
        for node in self.items(file) {
            let intent = self.read(node) { IntentDefinition.read(&$0, isCommon: areCommon) }
            self.define("intent \(intent.name)", at: node.place)
            self.pack.intents.append(intent)
        }
    }

    /// More phrases of intents that are defined already: a list for each name.
    public mutating func readPhrases(_ file: PackNode) {
        guard case .map(let entries) = file.value else {
            self.problems.append(PackProblem(file.place, "expected intents with lists of phrases"))
            return
        }
        var fields = PackFields(file)
        for entry in entries {
            let phrases = fields.texts(entry.key)
            guard let index = self.pack.intents.firstIndex(where: { $0.name == entry.key }) else {
                self.problems.append(PackProblem(entry.place, "\(entry.key) is no intent of this pack"))
                continue
            }
            let known = Set(self.pack.intents[index].phrases)
            self.pack.intents[index].phrases += phrases.filter { !known.contains($0) }
        }
        self.problems += fields.finished()
    }

    public mutating func readScenarios(_ file: PackNode) {
        for node in self.items(file) {
            let scenario = self.read(node) { Scenario.read(&$0) }
            self.define("scenario \(scenario.name)", at: node.place)
            self.pack.scenarios.append(scenario)
        }
    }

    public mutating func readArticles(_ file: PackNode) {
        for node in self.items(file) {
            let article = self.read(node) { Article.read(&$0) }
            self.define("article \(article.id)", at: node.place)
            self.pack.articles.append(article)
        }
    }

    public mutating func readGraph(_ file: PackNode) {
        self.pack.graph = self.read(file) { KnowledgeGraph.read(&$0) }
        self.places["graph"] = file.place
    }

    public mutating func readScripts(_ file: PackNode) {
        for node in self.items(file) {
            let script = self.read(node) { AgentScript.read(&$0) }
            self.define("script \(script.id)", at: node.place)
            self.pack.scripts.append(script)
        }
    }

    public mutating func readCompliance(_ file: PackNode) {
        for node in self.items(file) {
            let rule = self.read(node) { ComplianceRule.read(&$0) }
            self.define("rule \(rule.id)", at: node.place)
            self.pack.compliance.append(rule)
        }
    }

    /// Blocks of phrases about something; those about this pack's own industry are left out.
    public mutating func readOutOfScope(_ file: PackNode) {
        for node in self.items(file) {
            let block = self.read(node) { (about: $0.required("about"), phrases: $0.texts("phrases")) }
            if block.about != self.pack.profile.industry { self.pack.outOfScopePhrases += block.phrases }
        }
    }

    public mutating func readSurroundings(_ file: PackNode) {
        self.pack.surroundings = self.read(file) { Pack.Surroundings(before: $0.texts("before"), after: $0.texts("after")) }
    }

    private mutating func items(_ file: PackNode) -> [PackNode] {
        if case .list(let nodes) = file.value { return nodes }
        self.problems.append(PackProblem(file.place, "expected a list"))
        return []
    }

    private mutating func read<Part>(_ node: PackNode, _ body: (inout PackFields) -> Part) -> Part {
        var fields = PackFields(node)
        let part = body(&fields)
        self.problems += fields.finished()
        return part
    }

    private mutating func define(_ name: String, at place: PackPlace) {
        if let first = self.places[name] {
            self.problems.append(PackProblem(place, "\(name) is defined twice, first at \(first)"))
        }
        self.places[name] = place
    }
}
