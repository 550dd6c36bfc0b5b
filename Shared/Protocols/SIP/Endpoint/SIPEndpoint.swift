import Vocabulary

/// A SIP user agent for any number of calls: transactions, dialogs and calls behind one machine.
public struct SIPEndpoint: Sendable {
    public var configuration: Configuration
    var tokens: TokenSource

    public init(_ configuration: Configuration, tokens: TokenSource = TokenSource()) {
        self.configuration = configuration
        self.tokens = tokens
    }
}
