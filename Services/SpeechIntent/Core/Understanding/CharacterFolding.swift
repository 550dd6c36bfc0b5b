/// One form for each character: simplified, half-width, lower case. Lengths stay the same, so offsets do too.
struct CharacterFolding: Sendable {
    private var simplified: [Unicode.Scalar: Unicode.Scalar] = [:]

    init(_ text: String) throws(TableError) {
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        try readTable("traditional.tsv", text) { simple, forms in
            guard let target = simple.unicodeScalars.first else { return }
            for form in forms.unicodeScalars { table[form] = target }
        }
        self.simplified = table
    }

    func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x41...0x5A: Unicode.Scalar(scalar.value + 0x20) ?? scalar
        case 0xFF21...0xFF3A: Unicode.Scalar(scalar.value - 0xFEE0 + 0x20) ?? scalar
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x3007: "零"
        default: self.simplified[scalar] ?? scalar
        }
    }

    func isTraditional(_ scalar: Unicode.Scalar) -> Bool { self.simplified[scalar] != nil }
}
