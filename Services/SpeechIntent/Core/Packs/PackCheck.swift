import Contracts

/// What only shows when all files are there: names that lead nowhere, phrases said twice, cycles, articles out of date.
public enum PackCheck {
    /// Phrases an intent should have.
    public static let wantedPhrases = 40

    public static func problems(of reader: PackReader, on day: CalendarDate) -> [PackProblem] {
        self.intents(reader) + self.phrases(reader) + self.scenarios(reader) + self.cycles(reader) + self.templates(reader)
            + self.actions(reader) + self.articles(reader, day) + self.conflicts(reader, day) + self.graph(reader)
    }

    private static func place(_ reader: PackReader, _ name: String) -> PackPlace {
        reader.places[name] ?? reader.places["profile"] ?? PackPlace(file: "pack.yaml", line: 1)
    }

    private static func intents(_ reader: PackReader) -> [PackProblem] {
        let known = Set(reader.pack.intents.map(\.name))
        var problems: [PackProblem] = []
        func check(_ names: [String], in part: String) {
            for name in names where !known.contains(name) {
                problems.append(PackProblem(self.place(reader, part), "\(part) names the intent \(name), which the pack does not have"))
            }
        }
        for scenario in reader.pack.scenarios { check(scenario.intents, in: "scenario \(scenario.name)") }
        for article in reader.pack.articles { check(article.intents, in: "article \(article.id)") }
        for script in reader.pack.scripts { check(script.intents, in: "script \(script.id)") }
        for rule in reader.pack.compliance { check(rule.intents, in: "rule \(rule.id)") }
        let served = Set(reader.pack.scenarios.flatMap(\.intents))
        for intent in reader.pack.intents where !served.contains(intent.name) {
            problems.append(PackProblem(self.place(reader, "intent \(intent.name)"), "no scenario serves intent \(intent.name)", isError: false))
        }
        return problems
    }

    private static func phrases(_ reader: PackReader) -> [PackProblem] {
        var problems: [PackProblem] = []
        var owners: [String: String] = [:]
        for intent in reader.pack.intents {
            let place = self.place(reader, "intent \(intent.name)")
            if intent.phrases.count < self.wantedPhrases {
                problems.append(PackProblem(place, "intent \(intent.name) has \(intent.phrases.count) phrases, at least \(self.wantedPhrases) are wanted", isError: false))
            }
            for phrase in intent.phrases {
                if let owner = owners[phrase] {
                    problems.append(PackProblem(place, "the phrase \(phrase) of \(intent.name) belongs to \(owner) already"))
                }
                owners[phrase] = intent.name
            }
        }
        return problems
    }

    private static func scenarios(_ reader: PackReader) -> [PackProblem] {
        reader.pack.scenarios.compactMap { scenario in
            guard let next = scenario.followUp?.scenario, reader.pack.scenario(named: next) == nil else { return nil }
            return PackProblem(self.place(reader, "scenario \(scenario.name)"), "scenario \(scenario.name) goes on to \(next), which does not exist")
        }
    }

    /// Follow-ups that lead back would never end.
    private static func cycles(_ reader: PackReader) -> [PackProblem] {
        let next = Dictionary(reader.pack.scenarios.map { ($0.name, $0.followUp?.scenario) }, uniquingKeysWith: { first, _ in first })
        return reader.pack.scenarios.compactMap { scenario in
            var seen: Set<String> = []
            var current: String? = scenario.name
            while let name = current, seen.insert(name).inserted { current = next[name] ?? nil }
            guard current == scenario.name else { return nil }
            return PackProblem(self.place(reader, "scenario \(scenario.name)"), "scenario \(scenario.name) follows itself in a circle")
        }
    }

    private static let profileBlanks: Set<String> = ["pack.hours", "pack.assistantName", "pack.dutyNumber"]

    private static func templates(_ reader: PackReader) -> [PackProblem] {
        reader.pack.scenarios.flatMap { scenario in
            let slots = Set(scenario.slots.map(\.name))
            return scenario.wordings.flatMap(Wording.blanks).filter { name in
                !slots.contains(name) && !name.hasPrefix("result.") && !self.profileBlanks.contains(name)
            }.map {
                PackProblem(
                    self.place(reader, "scenario \(scenario.name)"),
                    "scenario \(scenario.name): {\($0)} is neither a slot nor a result nor one of \(self.profileBlanks.sorted().joined(separator: ", "))")
            }
        }
    }

    /// Actions that nobody carries out, parameters they do not take, results they do not give.
    private static func actions(_ reader: PackReader) -> [PackProblem] {
        reader.pack.scenarios.flatMap { scenario -> [PackProblem] in
            guard case .act(let action) = scenario.goal else { return [] }
            let place = self.place(reader, "scenario \(scenario.name)")
            guard let kind = BusinessActionKind.named(action.name) else {
                let names = BusinessActionKind.all.map(\.name).joined(separator: ", ")
                return [PackProblem(place, "scenario \(scenario.name): \(action.name) is no business action; there are \(names)")]
            }
            let unknown = action.parameters.keys.filter { !(kind.required + kind.optional).contains($0) }.map { "takes no \($0)" }
            let missing = kind.required.filter { action.parameters[$0] == nil }.map { "needs \($0)" }
            let absent = Wording.blanks(of: action.success).filter { $0.hasPrefix("result.") && !kind.results.contains(String($0.dropFirst(7))) }
                .map { "gives no \($0)" }
            return (unknown + missing + absent).map { PackProblem(place, "scenario \(scenario.name): \(action.name) \($0)") }
        }
    }

    private static func conflicts(_ reader: PackReader, _ day: CalendarDate) -> [PackProblem] {
        ArticleConflict.all(among: reader.pack.articles, on: day).map { conflict in
            PackProblem(
                self.place(reader, "article \(conflict.second)"),
                "article \(conflict.second) answers “\(conflict.question)” differently from \(conflict.first): give them other days, or other questions", isError: false)
        }
    }

    private static func graph(_ reader: PackReader) -> [PackProblem] {
        let problems = reader.pack.graph?.problems(articles: Set(reader.pack.articles.map(\.id)), scenarios: Set(reader.pack.scenarios.map(\.name)))
        return (problems ?? []).map { PackProblem(self.place(reader, "graph"), $0) }
    }

    private static func articles(_ reader: PackReader, _ day: CalendarDate) -> [PackProblem] {
        reader.pack.articles.flatMap { article -> [PackProblem] in
            let place = self.place(reader, "article \(article.id)")
            var problems: [PackProblem] = []
            if let from = article.effectiveFrom, let until = article.effectiveUntil, until < from {
                problems.append(PackProblem(place, "article \(article.id) ends before it begins"))
            }
            if let until = article.effectiveUntil, until < day {
                problems.append(PackProblem(place, "article \(article.id) expired on \(until)", isError: false))
            }
            return problems
        }
    }
}

extension Scenario {
    /// Everything this scenario may say.
    var wordings: [String] {
        var all = [self.opening, self.followUp?.prompt].compactMap(\.self) + self.slots.flatMap { [$0.prompt] + $0.reprompts }
        switch self.confirmation {
        case .never: break
        case .whenUnsure(let prompt), .always(let prompt): all.append(prompt)
        }
        if case .act(let action) = self.goal { all += [action.success] + action.failures.values + action.parameters.values }
        return all
    }
}
