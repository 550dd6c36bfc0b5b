extension Scenario {
    static func read(_ fields: inout PackFields) -> Scenario {
        Scenario(
            name: fields.required("scenario"), title: fields.required("title"), intents: fields.texts("intents"),
            goal: Goal.read(&fields),
            verification: fields.choice("verification", among: [.none, .number, .factor]) ?? .none,
            opening: fields.text("opening"), slots: Slot.readAll(&fields), confirmation: Confirmation.read(&fields),
            handOver: HandOverCondition.readAll(&fields), queue: fields.text("queue"), followUp: FollowUp.read(&fields),
            rollout: fields.rollout())
    }
}

extension PackFields {
    mutating func rollout() -> Rollout? {
        guard let text = self.text("rollout") else { return nil }
        if let rollout = Rollout(text) { return rollout }
        self.report(PackProblem(self.place(of: "rollout"), "rollout: \(text) is none of person, shadow, all, or a share of calls such as 30%"))
        return nil
    }
}

extension Scenario.Goal {
    private enum Name: String, CaseIterable { case answer, act, handOver = "hand-over", control }

    fileprivate static func read(_ fields: inout PackFields) -> Scenario.Goal {
        let name = fields.choice("goal", among: Name.allCases)
        let action = fields.node("action")
        let reason = fields.text("reason")
        switch name {
        case .act:
            guard let action else {
                fields.report(PackProblem(fields.place, "a scenario whose goal is to act needs an action"))
                return .answer
            }
            var business = BusinessAction(name: "", success: "")
            fields.nested(action) { business = BusinessAction.read(&$0) }
            return .act(business)
        case .handOver: return .handOver(reason: reason ?? "scenario")
        case .control: return .control
        case .answer: return .answer
        case nil:
            fields.report(PackProblem(fields.place, "goal is missing or unknown"))
            return .answer
        }
    }
}

extension Scenario.Confirmation {
    private enum Name: String, CaseIterable { case never, whenUnsure = "when_unsure", always }

    fileprivate static func read(_ fields: inout PackFields) -> Scenario.Confirmation {
        let prompt = fields.text("confirmPrompt")
        switch fields.choice("confirm", among: Name.allCases) ?? .never {
        case .never: return .never
        case .whenUnsure: return .whenUnsure(prompt: prompt ?? self.missingPrompt(&fields))
        case .always: return .always(prompt: prompt ?? self.missingPrompt(&fields))
        }
    }

    private static func missingPrompt(_ fields: inout PackFields) -> String {
        fields.report(PackProblem(fields.place(of: "confirm"), "confirmPrompt is missing"))
        return ""
    }
}

extension Scenario.FollowUp {
    fileprivate static func read(_ fields: inout PackFields) -> Scenario.FollowUp? {
        guard let node = fields.node("followUp") else { return nil }
        var followUp = Scenario.FollowUp(scenario: "", prompt: "")
        fields.nested(node) { followUp = .init(scenario: $0.required("scenario"), prompt: $0.required("prompt")) }
        return followUp
    }
}

extension BusinessAction {
    fileprivate static func read(_ fields: inout PackFields) -> BusinessAction {
        BusinessAction(
            name: fields.required("name"), parameters: fields.dictionary("parameters"), success: fields.required("success"),
            failures: fields.dictionary("failures"), isReadOnly: fields.flag("readOnly", or: false))
    }
}

extension HandOverCondition {
    fileprivate static func readAll(_ fields: inout PackFields) -> [HandOverCondition] {
        var conditions: [HandOverCondition] = []
        for node in fields.list("handOver") {
            if case .scalar(let name) = node.value {
                if let condition = self.plain(name) {
                    conditions.append(condition)
                } else {
                    fields.report(PackProblem(node.place, "handOver: \(name) is none of action_failed, verification_failed, no_article"))
                }
            } else {
                fields.nested(node) { conditions += self.read(&$0) }
            }
        }
        return conditions
    }

    private static func plain(_ name: String) -> HandOverCondition? {
        switch name {
        case "action_failed": .actionFailed
        case "verification_failed": .verificationFailed
        case "no_article": .noArticle
        default: nil
        }
    }

    private static func read(_ fields: inout PackFields) -> [HandOverCondition] {
        var conditions: [HandOverCondition] = []
        if let attempts = fields.integer("slot_unfilled", in: 1...10) { conditions.append(.slotUnfilled(attempts: attempts)) }
        if let times = fields.integer("declined", in: 1...10) { conditions.append(.declined(times: times)) }
        if let key = fields.text("result") { conditions.append(.result(key: key, equals: fields.required("equals"))) }
        return conditions
    }
}

extension Slot {
    fileprivate static func readAll(_ fields: inout PackFields) -> [Slot] {
        var slots: [Slot] = []
        for node in fields.list("slots") { fields.nested(node) { slots.append(Slot.read(&$0)) } }
        return slots
    }

    private static func read(_ fields: inout PackFields) -> Slot {
        Slot(
            name: fields.required("name"), kind: Kind.read(&fields), isRequired: fields.flag("required", or: true),
            prompt: fields.required("prompt"), reprompts: fields.texts("reprompts"), isReadBack: fields.flag("readBack", or: false),
            source: fields.choice("source", among: [.caller, .callingNumber, .customer]) ?? .caller,
            keypadDigits: fields.integer("keypadDigits", in: 1...30))
    }
}

extension Slot.Kind {
    fileprivate static func read(_ fields: inout PackFields) -> Slot.Kind {
        let entity = fields.choice("entity", among: EntityType.allCases)
        var choices: [Slot.Choice] = []
        for node in fields.list("choices") {
            fields.nested(node) {
                choices.append(Slot.Choice(value: $0.required("value"), label: $0.required("label"), words: $0.texts("words")))
            }
        }
        if let entity { return .entity(entity) }
        return choices.isEmpty ? .text : .choice(choices)
    }
}
