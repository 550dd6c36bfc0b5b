import Vocabulary

extension ServiceObjectives {
    /// The section that holds them; whoever measures reads it.
    public static let section = "objectives"

    /// `objectives.served-share`, `.served-within`, `.answered-share`, `.reply`, `.screen`, `.longest-wait`, `.anger`
    public init(_ reader: inout SettingsReader) {
        self.init()
        servedShare = reader.double("objectives.served-share", default: servedShare, in: 0...1)
        servedWithin = reader.duration("objectives.served-within", default: servedWithin, in: .seconds(1) ... .seconds(3600))
        answeredShare = reader.double("objectives.answered-share", default: answeredShare, in: 0...1)
        reply = reader.duration("objectives.reply", default: reply, in: .milliseconds(200) ... .seconds(60))
        screen = reader.duration("objectives.screen", default: screen, in: .milliseconds(10) ... .seconds(10))
        longestWait = reader.duration("objectives.longest-wait", default: longestWait, in: .seconds(1) ... .seconds(3600))
        anger = reader.int("objectives.anger", default: anger, in: 1...100)
    }
}
