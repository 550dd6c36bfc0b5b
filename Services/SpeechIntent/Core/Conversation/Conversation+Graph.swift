/// "楼上热楼下不热": answered across articles, from what is noticed to who mends it.
extension Conversation {
    mutating func answerFromGraph(_ utterance: HeardUtterance) -> Bool {
        guard let graph = pack.graph, state.task == nil, !wantsSomebody(utterance.text), let path = graph.path(from: utterance.text),
            let visit = path.measures.first(where: { $0.scenario != nil }), let scenario = visit.scenario.flatMap(pack.scenario(named:)),
            isRehearsal || rollout(of: scenario).serves(state.call)
        else { return false }
        let advice = path.measures.compactMap { measure in measure.article.flatMap(article) }
        state.misunderstandings = 0
        state.noticed = path.symptom.title
        state.finishedTasks += 1
        decided(
            .answer, "the graph leads from \(path.symptom.id) by \(path.cause.id) to \(path.fault.id)",
            passages: ["\(graph.id)@\(graph.version)"] + advice.map { "\($0.id)@\($0.version)" })
        say("\(path.symptom.title)，多半是\(path.cause.title)。")
        for article in advice { say("您先这样试试：" + worded(article.body)) }
        say("\(advice.isEmpty ? "这个要我们来处理" : "还不行的话")，我帮您\(visit.title)\(graph.department(visit.department).map { "，由\($0.title)处理" } ?? "")，需要吗？")
        state.question = .followUp(scenario.name)
        if state.usesKeypad { say(Prompt.yesOrNo) }
        return true
    }

    /// Whoever asks for somebody to come is not told to try first.
    private func wantsSomebody(_ text: String) -> Bool { ["派人", "来人", "报修", "上门", "师傅", "来修", "来看", "维修"].contains(where: text.contains) }
}
