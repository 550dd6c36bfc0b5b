extension KnowledgeGraph {
    static func read(_ fields: inout PackFields) -> KnowledgeGraph {
        var graph = KnowledgeGraph()
        graph.id = fields.required("id")
        graph.version = fields.integer("version", in: 1...1_000_000) ?? 1
        graph.source = fields.required("source")
        fields.each("symptoms") { part in
            graph.symptoms.append(
                Symptom(id: part.required("id"), title: part.required("title"), scene: part.text("scene") ?? "", words: part.groups("words"), causes: part.texts("causes")))
        }
        fields.each("causes") { graph.causes.append(Cause(id: $0.required("id"), title: $0.required("title"), fault: $0.required("fault"))) }
        fields.each("faults") { graph.faults.append(Fault(id: $0.required("id"), title: $0.required("title"), measures: $0.texts("measures"))) }
        fields.each("measures") { part in
            graph.measures.append(
                Measure(id: part.required("id"), title: part.required("title"), article: part.text("article"), department: part.text("department"), scenario: part.text("scenario")))
        }
        fields.each("departments") { graph.departments.append(Department(id: $0.required("id"), title: $0.required("title"))) }
        return graph
    }
}

extension PackFields {
    fileprivate mutating func each(_ key: String, _ body: (inout PackFields) -> Void) {
        for node in list(key) { nested(node, body) }
    }

    /// Words that mean the same, separated by spaces, in each text of the list.
    fileprivate mutating func groups(_ key: String) -> [[String]] { texts(key).map { $0.split(separator: " ").map(String.init) } }
}
