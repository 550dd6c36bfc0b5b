import Runtime
import Vocabulary

/// `http.address`, `http.port`
public struct WebSettings: Sendable {
    public var address: String
    public var port: Int

    /// - Parameter index: instances of one service on one machine listen on consecutive ports.
    public init(_ reader: inout SettingsReader, service: ServiceName, index: Int) {
        address = reader.string("http.address", default: "127.0.0.1")
        port = reader.int("http.port", default: Self.firstPort(of: service), in: 1...65000) + index
    }

    static func firstPort(of service: ServiceName) -> Int {
        switch service {
        case .mediaGateway: 8100
        case .speechIntent: 8200
        case .routing: 8300
        case .agentAssist: 8400
        case .ticketing: 8500
        case .analytics: 8600
        case .operator: 8700
        }
    }
}
