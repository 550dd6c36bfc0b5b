/// What every pack shares about characters: how they are read, and their simplified forms.
public struct CharacterTables: Sendable {
    let homophones: HomophoneTable
    let folding: CharacterFolding
    /// Tells these tables from others.
    let fingerprint: UInt64

    /// - Parameters: the contents of `deploy/packs/common/pinyin.tsv` and `traditional.tsv`.
    /// - Throws: `TableError` with the line that is wrong.
    public init(pinyin: String, traditional: String) throws(TableError) {
        self.homophones = try HomophoneTable(pinyin)
        self.folding = try CharacterFolding(traditional)
        var print = Fingerprint()
        print.add(pinyin)
        print.add(traditional)
        self.fingerprint = print.value
    }
}

/// A line of a table that cannot be read.
public struct TableError: Error, Equatable, Sendable, CustomStringConvertible {
    public var table: String
    public var line: Int
    public var description: String { "\(self.table):\(self.line): expected two columns parted by a tab" }
}

/// Calls `row` with the two columns of each line that is neither empty nor a comment.
func readTable(_ name: String, _ text: String, row: (Substring, Substring) -> Void) throws(TableError) {
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        number += 1
        if line.isEmpty || line.first == "#" { continue }
        guard let tab = line.firstIndex(of: "\t") else { throw TableError(table: name, line: number) }
        row(line[..<tab], line[line.index(after: tab)...])
    }
}
