// How each part of a pack is read from its fields; the names of the fields are the schema of deploy/packs/README.md.

extension PackProfile {
    static func read(_ fields: inout PackFields) -> PackProfile {
        var profile = PackProfile(
            industry: fields.required("industry"), title: fields.required("title"),
            assistantName: fields.required("assistant"), greeting: fields.required("greeting"),
            farewell: fields.required("farewell"), hours: fields.required("hours"), dutyNumber: fields.required("dutyNumber"))
        for node in fields.list("emergencies") {
            fields.nested(node) { part in
                guard let kind = part.choice("kind", among: EmergencyKind.allCases) else { return }
                profile.emergencies.append(
                    EmergencyProcedure(kind: kind, instruction: part.required("instruction"), dutyNumber: part.text("dutyNumber")))
            }
        }
        if let node = fields.node("escalation") { fields.nested(node) { profile.escalation.read(&$0) } }
        profile.rollout = fields.rollout() ?? profile.rollout
        if let node = fields.node("repair") { fields.nested(node) { profile.repair.read(&$0) } }
        return profile
    }
}

extension EscalationPolicy {
    fileprivate mutating func read(_ fields: inout PackFields) {
        self.anger = fields.integer("anger", in: 0...100) ?? self.anger
        self.complexity = fields.fraction("complexity") ?? self.complexity
        self.misunderstandings = fields.integer("misunderstandings", in: 1...10) ?? self.misunderstandings
        self.queue = fields.text("queue") ?? self.queue
        self.handOver = fields.text("handOver") ?? self.handOver
        self.soothing = fields.text("soothing") ?? self.soothing
        self.introduction = fields.text("introduction") ?? self.introduction
    }
}

extension RepairWording {
    fileprivate mutating func read(_ fields: inout PackFields) {
        let notHeard = fields.texts("notHeard")
        let notUnderstood = fields.texts("notUnderstood")
        if !notHeard.isEmpty { self.notHeard = notHeard }
        if !notUnderstood.isEmpty { self.notUnderstood = notUnderstood }
        self.outOfScope = fields.text("outOfScope") ?? self.outOfScope
        self.anythingElse = fields.text("anythingElse") ?? self.anythingElse
    }
}

extension IntentDefinition {
    static func read(_ fields: inout PackFields, isCommon: Bool) -> IntentDefinition {
        IntentDefinition(
            name: fields.required("intent"), gloss: fields.required("gloss"), isCommon: isCommon,
            urgency: fields.choice("urgency", among: [.normal, .urgent, .emergency]) ?? .normal,
            phrases: fields.texts("phrases"))
    }
}

extension Article {
    static func read(_ fields: inout PackFields) -> Article {
        Article(
            id: fields.required("id"), title: fields.required("title"), body: fields.required("body"),
            questions: fields.texts("questions"), effectiveFrom: fields.date("from"), effectiveUntil: fields.date("until"),
            version: fields.integer("version", in: 1...1_000_000) ?? 1, source: fields.required("source"),
            intents: fields.texts("intents"))
    }
}

extension AgentScript {
    static func read(_ fields: inout PackFields) -> AgentScript {
        AgentScript(
            id: fields.required("id"), title: fields.required("title"), intents: fields.texts("intents"),
            text: fields.required("text"))
    }
}

extension ComplianceRule {
    static func read(_ fields: inout PackFields) -> ComplianceRule {
        ComplianceRule(
            id: fields.required("id"), kind: fields.choice("kind", among: [.mustSay, .mustNotSay]) ?? .mustSay,
            intents: fields.texts("intents"), words: fields.texts("words"), prompt: fields.required("prompt"))
    }
}

extension PackFields {
    /// Reads a part of a part and takes over its problems.
    mutating func nested(_ node: PackNode, _ body: (inout PackFields) -> Void) {
        var part = PackFields(node)
        body(&part)
        for problem in part.finished() { self.report(problem) }
    }
}
