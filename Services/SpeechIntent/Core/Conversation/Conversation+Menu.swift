/// The menu of the keypad: all that can be done here, a page at a time.
extension Conversation {
    /// So many fit into an ear.
    static let page = 6

    private var choices: [Scenario] { pack.scenarios.filter { $0.goal != .control && !$0.intents.isEmpty } }

    /// - Parameter first: the place of the page's first scenario among all.
    mutating func offerMenu(from first: Int) {
        let page = choices.dropFirst(first).prefix(Self.page)
        state.question = .menu(page.map(\.name))
        listed(page.map { .scenario($0.name) })
        let others = choices.count > Self.page ? "，其他业务请按九" : ""
        say("您也可以按键选择：" + KeypadEntry.list(page.map(\.title)) + others + "，人工服务请按零。")
    }

    mutating func choose(_ key: String, of names: [String]) {
        if key == "9" { return offerMenu(from: placeAfter(names)) }
        guard let number = Int(key), names.indices.contains(number - 1), let scenario = pack.scenario(named: names[number - 1]) else {
            return offerMenu(from: 0)
        }
        state.question = .open
        begin(scenario, intent: scenario.intents.first ?? scenario.name, confidence: 1, from: nil)
    }

    /// After the last page comes the first.
    private func placeAfter(_ names: [String]) -> Int {
        guard let last = names.last, let place = choices.firstIndex(where: { $0.name == last }), place + 1 < choices.count else { return 0 }
        return place + 1
    }
}
