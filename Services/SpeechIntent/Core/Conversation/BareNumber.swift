/// A number without its unit, where just that number was asked for: "二十万", "大概九十".
enum BareNumber {
    private static let types: Set<EntityType> = [.amount, .area, .temperature, .age, .reading, .mileage]

    /// Nil when the text is about more than a number.
    static func value(in text: String, as type: EntityType) -> String? {
        let scalars = Array(text.unicodeScalars.prefix(16))
        guard types.contains(type), text.count <= 12 else { return nil }
        for offset in scalars.indices {
            guard let number = Quantity.read(scalars, at: offset) else { continue }
            return number.range.count * 2 >= scalars.count && number.whole > 0 ? number.value : nil
        }
        return nil
    }
}
