import Vocabulary

/// Figures a conversation decides by, besides those of its pack.
public struct ConversationPolicy: Hashable, Sendable {
    /// An intent at or above this is acted on, 0-1.
    public var acceptance = 0.45
    /// An intent between this and `acceptance` is asked about, 0-1.
    public var suspicion = 0.25
    /// An intent below this is unsure: confirmed where the scenario says so, 0-1.
    public var sureness = 0.7
    /// Speech recognised below this is unsure, 0-1.
    public var clarity = 0.5
    /// Speech recognised below this that means nothing was not heard well, 0-1.
    public var audible = 0.3
    /// A yes to something that changes is none below this, 0-1: networks write short words where somebody only breathes.
    public var consent = 0.15
    /// A digression from a question needs this much, 0-1.
    public var digression = 0.6
    /// An article found by search alone is spoken at or above this, 0-1.
    public var knowledge = 0.6
    /// From the caller's last sound on nothing is said for no longer than this while something is being done.
    public var filler = Duration.milliseconds(1850)
    public var nextFiller = Duration.seconds(5)
    /// While words are still being recognised something is said, and the next means tried, each time so much silence has passed.
    public var thinking = Duration.milliseconds(1800)
    /// The caller is silent for so long after a question.
    public var noInput = Duration.seconds(7)
    /// Who asked for a moment is left in peace for so long.
    public var hold = Duration.seconds(30)
    /// After a resumption the pending question is asked again sooner.
    public var noInputAfterResumption = Duration.seconds(3)
    /// So often a silent caller is asked; then the call ends politely.
    public var silences = 2
    /// While a person is waited for the caller hears so often how it stands.
    public var news = Duration.seconds(20)
    /// Routing's answer to how it stands is waited for no longer.
    public var newsPatience = Duration.seconds(1)
    /// Anger at and above which the caller is soothed, 0-100.
    public var upset = 50
    /// Anger below which the caller is calm again, 0-100.
    public var calm = 30
    /// Answers that a language model may word in one call; 0: there is none.
    public var compositions = 0
    /// The model's first sentence, and each next one, is waited for no longer.
    public var compositionPatience = Duration.milliseconds(2500)
    /// Names the model in decision records.
    public var model: String?
    /// An article found by search alone is given to the model at or above this, 0-1.
    public var knowledgeDoubt = 0.3
    /// Tries to name the knowledge factor.
    public var factorTries = 3
    /// Tries to fill a slot when the scenario sets no limit.
    public var slotTries = 3

    public init() {}
}
