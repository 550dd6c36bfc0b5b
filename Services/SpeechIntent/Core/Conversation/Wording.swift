/// A pack's sentence with its blanks filled.
public enum Wording {
    /// Replaces each `{name}` by its value; a blank without a value becomes nothing.
    public static func fill(_ template: String, with value: (String) -> String?) -> String {
        var filled = "", rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            filled += value(String(rest[rest.index(after: open)..<close])) ?? ""
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    /// The names of a template's blanks.
    public static func blanks(of template: String) -> [String] {
        var names: [String] = []
        _ = fill(template) { name in
            names.append(name)
            return nil
        }
        return names
    }
}
