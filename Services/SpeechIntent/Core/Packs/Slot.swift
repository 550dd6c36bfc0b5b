/// A piece of information a scenario needs.
public struct Slot: Codable, Equatable, Sendable {
    /// Named in templates as `{name}`.
    public var name: String
    public var kind: Kind
    public var isRequired: Bool
    public var prompt: String
    /// Asked differently each time; the last one repeats.
    public var reprompts: [String]
    /// Read back for a yes before it is used (numbers heard over the telephone).
    public var isReadBack: Bool
    /// Where the value may come from without asking.
    public var source: Source
    /// The keypad may give it: so many digits, `#` ends.
    public var keypadDigits: Int?

    public enum Kind: Codable, Equatable, Sendable {
        case entity(EntityType)
        /// One of a few; each with the words that mean it.
        case choice([Choice])
        /// The caller's words as they are.
        case text
    }

    public struct Choice: Codable, Equatable, Sendable {
        public var value: String
        /// Spoken and shown.
        public var label: String
        /// Other words for it.
        public var words: [String]

        public init(value: String, label: String, words: [String] = []) {
            self.value = value
            self.label = label
            self.words = words
        }
    }

    public enum Source: String, Codable, Sendable {
        case caller
        /// The number that calls.
        case callingNumber = "calling_number"
        /// The verified customer's record: the field of the slot's name.
        case customer
    }

    public init(
        name: String, kind: Kind, isRequired: Bool = true, prompt: String, reprompts: [String] = [],
        isReadBack: Bool = false, source: Source = .caller, keypadDigits: Int? = nil
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.prompt = prompt
        self.reprompts = reprompts
        self.isReadBack = isReadBack
        self.source = source
        self.keypadDigits = keypadDigits
    }
}
