/// The sound of the present utterance, with a little of what came before its onset.
public struct UtteranceBuffer: Sendable {
    /// Kept from before the onset was noticed: 300 ms.
    public static let preRoll = 2400
    /// 30 s, the longest a recogniser takes.
    public static let longest = 240_000

    private var samples: [Int16] = []
    private var isOpen = false

    public init() {}

    public mutating func append(_ frame: [Int16]) {
        samples.append(contentsOf: frame)
        if !isOpen, samples.count > 2 * Self.preRoll { samples.removeFirst(samples.count - Self.preRoll) }
        if samples.count > Self.longest { samples.removeFirst(samples.count - Self.longest) }
    }

    /// Speech has begun: from here on everything is kept.
    public mutating func open() {
        if !isOpen, samples.count > Self.preRoll { samples.removeFirst(samples.count - Self.preRoll) }
        isOpen = true
    }

    /// What was said so far.
    public var utterance: [Int16] { samples }

    /// The utterance is over.
    public mutating func close() {
        samples.removeAll(keepingCapacity: true)
        isOpen = false
    }
}
