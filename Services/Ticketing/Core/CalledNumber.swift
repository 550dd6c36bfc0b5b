/// A telephone number in the one form under which it is looked for: +86 138-0000-1234, 008613800001234 and 13800001234 are one.
public enum CalledNumber {
    /// - Returns: 3 to 20 digits, without the country's code; nil of anything else.
    public static func canonical(_ text: String) -> String? {
        guard text.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) || "+-() ".unicodeScalars.contains($0) }) else { return nil }
        var digits = text.filter(\.isASCII).filter(\.isNumber)
        for code in ["0086", "86"] where digits.hasPrefix(code) && digits.count - code.count >= 10 {
            digits.removeFirst(code.count)
            break
        }
        return (3...20).contains(digits.count) ? digits : nil
    }
}
