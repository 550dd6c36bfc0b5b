import AgentAssistCore

/// What carries a page's events to one browser tab.
public protocol PageLine: Sendable {
    /// Never waits. False when the browser reads too slowly: the line is over and the tab resumes on another.
    func send(_ event: PageEvent) -> Bool
    func close()
}
