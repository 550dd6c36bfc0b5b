/// What the gateway itself can say: files made by the set-up in the assistant's voice; tones where a file is absent.
public enum CallPrompt: String, Sendable, CaseIterable {
    /// No assistant can serve now: press 1 to be rung back, 0 for a person.
    case fallback
    /// The call-back is noted.
    case callBackNoted = "call-back-noted"
    /// The number was withheld, so that nobody can ring back.
    case noNumber = "no-number"
    /// Please hold: a person is being looked for.
    case hold
    /// Nobody could be reached.
    case nobody
}
