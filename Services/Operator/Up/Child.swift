import Foundation
import Vocabulary

/// One process of the suite: what to start, where it listens, where its log goes.
struct Child: Sendable, Hashable {
    var service: ServiceName
    /// Instances of one service count from 0.
    var index: Int
    var environment: [String: String]
    var httpPort: Int
    /// Gateways only.
    var sipPort: Int?

    var name: String { "\(service.rawValue)-\(index)" }
    var http: String { "http://127.0.0.1:\(httpPort)" }

    /// The six services with so many gateways. Ports: gateway `i` has SIP at `base + 10 i`, and the web servers follow from
    /// `base + 100`, twenty for each service.
    static func suite(gateways: Int, basePort: Int) -> [Child] {
        ServiceName.allCases.filter { $0 != .operator }.enumerated().flatMap { offset, service in
            (0..<(service == .mediaGateway ? gateways : 1)).map { index in
                let first = basePort + 100 + 20 * offset
                return Child(
                    service: service, index: index,
                    environment: ["HOTLINE_HTTP_PORT": String(first), "HOTLINE_MEDIA_GATEWAY_SIP_PORT": String(basePort)],
                    httpPort: first + index, sipPort: service == .mediaGateway ? basePort + 10 * index : nil)
            }
        }
    }
}
