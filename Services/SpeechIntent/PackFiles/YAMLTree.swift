import SpeechIntentCore
import Yams

/// YAML as a tree of pack nodes with lines.
enum YAMLTree {
    /// Deeper nesting than any pack needs, so that a hostile file cannot exhaust the stack.
    private static let depth = 12

    static func parse(_ text: String, file: String) throws(PackError) -> PackNode {
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            throw .invalid(first: self.problem(error, file: file), count: 1)
        }
        guard let root else { throw .invalid(first: PackProblem(PackPlace(file: file, line: 1), "the file is empty"), count: 1) }
        return self.convert(root, file: file, depth: 0)
    }

    private static func problem(_ error: any Error, file: String) -> PackProblem {
        guard let error = error as? YamlError else { return PackProblem(PackPlace(file: file, line: 1), "\(error)") }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return PackProblem(PackPlace(file: file, line: mark.line), "not YAML: \(problem)")
        default: return PackProblem(PackPlace(file: file, line: 1), "not YAML: \(error)")
        }
    }

    private static func convert(_ node: Node, file: String, depth: Int) -> PackNode {
        let place = PackPlace(file: file, line: node.mark?.line ?? 1)
        guard depth < self.depth else { return PackNode(.scalar(""), at: place) }
        switch node {
        case .scalar(let scalar): return PackNode(.scalar(scalar.string), at: place)
        case .sequence(let sequence):
            return PackNode(.list(sequence.map { self.convert($0, file: file, depth: depth + 1) }), at: place)
        case .mapping(let mapping):
            let entries = mapping.map { key, value in
                (
                    key: key.scalar?.string ?? "", place: PackPlace(file: file, line: key.mark?.line ?? place.line),
                    node: self.convert(value, file: file, depth: depth + 1)
                )
            }
            return PackNode(.map(entries), at: place)
        case .alias(let alias): return PackNode(.scalar(""), at: PackPlace(file: file, line: alias.mark?.line ?? 1))
        }
    }
}
