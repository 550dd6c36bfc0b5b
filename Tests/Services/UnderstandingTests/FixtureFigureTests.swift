import SpeechIntentCore
import Testing

/// Anger, complexity and entities on phrases with the wanted value beside them. Prints the figures.
struct FixtureFigureTests {
    private struct Row {
        var wanted: String
        var text: String
        var found: Understood
    }

    private func rows(_ file: String, textFirst: Bool = false) throws -> [Row] {
        let understanding = try #require(Packs.heating).understanding
        return try String(contentsOfFile: Packs.root + "/Tests/Fixtures/understanding/\(file).tsv", encoding: .utf8).split(separator: "\n").map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(columns.count == 2, "\(line)")
            let text = columns[textFirst ? 0 : 1]
            return Row(wanted: columns[textFirst ? 1 : 0], text: text, found: understanding.understand(text, context: Packs.context))
        }
    }

    /// The share of pairs in which the one that should be higher is.
    private func areaUnderCurve(_ high: [Double], _ low: [Double]) -> Double {
        let wins = high.reduce(0.0) { sum, one in sum + low.reduce(0) { $0 + (one > $1 ? 1 : one == $1 ? 0.5 : 0) } }
        return wins / Double(high.count * low.count)
    }

    @Test(arguments: ["anger", "anger-blind"]) func anger(file: String) throws {
        let rows = try self.rows("mood/" + file).map { (wanted: Double($0.wanted) ?? -1, found: Double($0.found.anger)) }
        let error = rows.reduce(0) { $0 + abs($1.wanted - $1.found) } / Double(rows.count)
        let area = self.areaUnderCurve(rows.filter { $0.wanted >= 80 }.map(\.found), rows.filter { $0.wanted < 80 }.map(\.found))
        print("\(file): \(rows.count) phrases, mean error \(error), AUROC at 80 \(area)")
        #expect(error < 10 && area > 0.95)
    }

    @Test("a mother, a robber told of and a thing on fire are no anger", arguments: ["我妈的医保卡丢了", "我碰到骗子了钱转走了", "是不是人工客服", "插座烧了", "不客气", "麻烦你了", "着火了快来人"])
    func calm(said: String) throws {
        #expect(try #require(Packs.heating).understanding.understand(said, context: Packs.context).anger < 40)
    }

    @Test(arguments: ["complexity", "complexity-blind"]) func complexity(file: String) throws {
        let rows = try self.rows("mood/" + file)
        let area = self.areaUnderCurve(rows.filter { $0.wanted == "1" }.map(\.found.complexity), rows.filter { $0.wanted == "0" }.map(\.found.complexity))
        print("\(file): \(rows.count) phrases, AUROC \(area)")
        #expect(area > 0.95)
    }

    @Test(arguments: ["entities", "blind"]) func entities(file: String) throws {
        var hits = 0, found = 0, wanted = 0
        for row in try self.rows("entities/" + file, textFirst: true) {
            let right = Set(row.wanted.split(separator: ";").map(String.init))
            let read = Set(row.found.entities.map { "\($0.type.rawValue)=\($0.text)" })
            (hits, found, wanted) = (hits + right.intersection(read).count, found + read.count, wanted + right.count)
            if right != read { print("entities: \(row.text): \(read.sorted()) for \(right.sorted())") }
        }
        let f1 = 2 * Double(hits) / Double(found + wanted)
        print("\(file): F1 \(f1)")
        #expect(f1 > 0.9)
    }
}
