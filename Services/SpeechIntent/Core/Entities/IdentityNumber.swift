/// Chinese resident identity numbers (GB 11643-1999): 17 digits and a check character, ISO 7064 mod 11-2.
enum IdentityNumber {
    /// A right check character, or at least a birthday where it belongs (a digit may have been misheard).
    static func isPlausible(_ text: String) -> Bool {
        guard text.utf8.count == 18, text.utf8.dropLast().allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        let digits = Array(text)
        guard let year = Int(String(digits[6..<10])), let month = Int(String(digits[10..<12])),
            let day = Int(String(digits[12..<14])), (1900...2100).contains(year)
        else { return self.isValid(text) }
        return CalendarDate(year: year, month: month, day: day) != nil || self.isValid(text)
    }

    static func isValid(_ text: String) -> Bool {
        let characters = Array(text.utf8)
        guard characters.count == 18, let last = characters.last else { return false }
        var sum = 0
        var weight = 1 << 17
        for character in characters.dropLast() {
            guard (0x30...0x39).contains(character) else { return false }
            sum += Int(character - 0x30) * (weight % 11)
            weight >>= 1
        }
        let check = Array("10X98765432".utf8)[sum % 11]
        return check == last
    }
}
