/// The facts that a sentence states: numbers however they are written, Latin words, and names of people and places.
struct SpokenFacts: Equatable {
    /// Normalised: `二十二` and `22.0` are `22`.
    var numbers: Set<String> = []
    /// Lower case.
    var latin: Set<String> = []
    /// As they stand in the text.
    var names: Set<String> = []

    init(in text: String) {
        var characters = Array(text)[...]
        while let first = characters.first {
            if let (value, length) = Self.number(characters) {
                numbers.insert(value)
                characters = characters.dropFirst(length)
            } else if Self.isLatin(first) {
                let word = characters.prefix(while: Self.isLatin)
                latin.insert(String(word).lowercased())
                characters = characters.dropFirst(word.count)
            } else {
                characters = characters.dropFirst()
            }
        }
        names = Self.names(in: Array(text))
    }

    // MARK: Numbers

    private static func isLatin(_ character: Character) -> Bool { character.isASCII && character.isLetter }

    private static func number(_ text: ArraySlice<Character>) -> (String, Int)? {
        let figures = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
        if let first = figures.first, first.isNumber { return (plain(String(figures)), figures.count) }
        let spoken = text.prefix { digits[$0] != nil || units[$0] != nil || $0 == "点" }
        let trimmed = spoken.last == "点" ? spoken.dropLast() : spoken
        guard let first = trimmed.first, first != "点", isNumber(trimmed) else { return nil }
        return (value(trimmed), trimmed.count)
    }

    /// A lone 一 is mostly no number ("一样", "一下"), and 千万 or 万一 are words.
    private static func isNumber(_ spoken: ArraySlice<Character>) -> Bool {
        spoken.contains { digits[$0] != nil } && !(spoken.count == 1 && spoken.first == "一") && spoken.first != "万"
    }

    private static func plain(_ figures: String) -> String {
        let kept = figures.filter { $0 != "," }
        let parts = kept.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let whole = parts[0].drop { $0 == "0" }
        let fraction = parts.count > 1 ? String(parts[1].reversed().drop { $0 == "0" }.reversed()) : ""
        return (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// Digit by digit when there is no unit (`二零二六`), else by place (`二十二`, `一千八百六`).
    private static func value(_ spoken: ArraySlice<Character>) -> String {
        let halves = spoken.split(separator: "点", maxSplits: 1)
        let fraction = halves.count > 1 ? "." + halves[1].compactMap { digits[$0].map(String.init) }.joined() : ""
        let whole = halves.first.map(Array.init) ?? []
        if !whole.contains(where: { units[$0] != nil }) { return plain(whole.compactMap { digits[$0].map(String.init) }.joined() + fraction) }
        return plain(String(byPlace(whole)) + fraction)
    }

    private static func byPlace(_ characters: [Character]) -> Int {
        var total = 0, section = 0, digit = 0, lastUnit = 1
        for character in characters {
            if let value = digits[character] {
                digit = value
                if value == 0 { lastUnit = 10 }
            } else if let unit = units[character], unit < 10_000 {
                section &+= max(digit, section == 0 && digit == 0 ? 1 : digit) &* unit
                (digit, lastUnit) = (0, unit)
            } else if let unit = units[character] {
                // Whatever a model writes: numbers too large wrap, and are then in no passage.
                total = (total &+ section &+ digit) &* unit
                (section, digit, lastUnit) = (0, 0, unit)
            }
        }
        // 一千八百六 is 1860.
        return total &+ section &+ digit &* (lastUnit >= 100 ? lastUnit / 10 : 1)
    }

    static func isNumeral(_ character: Character) -> Bool { digits[character] != nil || units[character] != nil }

    private static let digits: [Character: Int] = [
        "零": 0, "〇": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    ]
    private static let units: [Character: Int] = ["十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000]

    // MARK: Names

    private static let titles = ["先生", "女士", "经理", "师傅", "主任", "老师"]
    private static let places = ["大厅", "营业厅", "大厦", "大街", "小区", "银行", "公司", "医院", "派出所", "路", "街"]
    /// Characters with which the words before a name end.
    private static let borders: Set<Character> = Set("的在到去是请找和与及或给向从由，。、；：！？了您我们这那有可以")

    private static func names(in text: [Character]) -> Set<String> {
        var found: Set<String> = []
        for ending in titles + places {
            let word = Array(ending)
            guard text.count > word.count else { continue }
            for place in 1...(text.count - word.count) where Array(text[place..<place + word.count]) == word {
                let limit = titles.contains(ending) ? 1 : 2
                let before = text[max(0, place - limit)..<place].reversed().prefix { !borders.contains($0) }.reversed()
                if !before.isEmpty { found.insert(String(before) + ending) }
            }
        }
        return found
    }
}
