/// A wording with names in braces.
public enum Template {
    /// Puts values in place of names; a name without a value is left out.
    public static func fill(_ wording: String, with value: (String) -> String?) -> String {
        self.pieces(of: wording).map { $0.isName ? value($0.text) ?? "" : $0.text }.joined()
    }

    /// The names in braces, in order.
    public static func names(in wording: String) -> [String] {
        self.pieces(of: wording).filter(\.isName).map(\.text)
    }

    private static func pieces(of wording: String) -> [(text: String, isName: Bool)] {
        var pieces: [(text: String, isName: Bool)] = []
        var rest = wording[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            pieces.append((String(rest[..<open]), false))
            pieces.append((String(rest[rest.index(after: open)..<close]), true))
            rest = rest[rest.index(after: close)...]
        }
        pieces.append((String(rest), false))
        return pieces
    }
}
