/// The six services, and the operator's command line, as the bus, the log and the database know them.
public enum ServiceName: String, Codable, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case mediaGateway = "media-gateway"
    case speechIntent = "speech-intent"
    case routing
    case agentAssist = "agent-assist"
    case ticketing
    case analytics
    case `operator`

    public var description: String { rawValue }
    /// The PostgreSQL schema the service owns; its role is `hotline_<schema>`.
    public var schema: String { rawValue.replacingHyphens }
}

extension String {
    fileprivate var replacingHyphens: String { String(map { $0 == "-" ? "_" : $0 }) }
}
