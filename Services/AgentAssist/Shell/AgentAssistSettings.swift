import AgentAssistCore
import Runtime
import Vocabulary

/// `agent-assist.acknowledgement`, `agent-assist.absence`, `agent-assist.after-call`, `agent-assist.calls`,
/// `agent-assist.sign-in`, `agent-assist.secure-cookie`, `agent-assist.registered-browsers`, `agent-assist.wrap-up`,
/// `agent-assist.webhook`, `objectives.*`
public struct AgentAssistSettings: Sendable {
    public var page: DeskPage.Limits
    /// Calls whose context is held in memory at most.
    public var calls: Int
    /// How long a sign-in lasts.
    public var signIn: Duration
    /// Whether browsers send the cookie over TLS alone: for desks behind a TLS proxy.
    public var secureCookie: Bool
    /// Whether a password signs in only from a browser that an administrator approved.
    public var registeredBrowsers: Bool
    /// How long the work after a call should take where Routing sets no limit: the page counts down from it.
    public var wrapUp: Duration
    /// Nil: nobody is told of calls that are offered.
    public var webhook: WebhookSettings?
    /// What the wall is held to.
    public var objectives: ServiceObjectives

    public init(_ reader: inout SettingsReader) {
        page = DeskPage.Limits()
        page.acknowledgement = reader.duration("agent-assist.acknowledgement", default: page.acknowledgement, in: .milliseconds(100) ... .seconds(30))
        page.absence = reader.duration("agent-assist.absence", default: page.absence, in: .seconds(1) ... .seconds(600))
        page.afterCall = reader.duration("agent-assist.after-call", default: page.afterCall, in: .seconds(1) ... .seconds(86_400))
        calls = reader.int("agent-assist.calls", default: 5000, in: 10...1_000_000)
        signIn = reader.duration("agent-assist.sign-in", default: .seconds(12 * 3600), in: .seconds(60) ... .seconds(7 * 86_400))
        secureCookie = reader.bool("agent-assist.secure-cookie", default: false)
        registeredBrowsers = reader.bool("agent-assist.registered-browsers", default: false)
        wrapUp = reader.duration("agent-assist.wrap-up", default: .seconds(60), in: .seconds(5) ... .seconds(3600))
        webhook = WebhookSettings(&reader)
        objectives = ServiceObjectives(&reader)
    }
}
