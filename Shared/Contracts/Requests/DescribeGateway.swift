import Vocabulary

/// Where a gateway is spoken to and how it fares: asked by whoever spreads calls over gateways.
public struct DescribeGateway: Request {
    public static let name = "media.describe-gateway.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.operator]
    public static let deadline = Duration.milliseconds(500)

    public init() {}

    public struct Answer: Codable, Sendable, Hashable {
        /// `udp`, `tcp`, `tls` to address and port.
        public var listens: [String: String]
        public var calls: Int
        public var capacity: Int
        /// It takes no new calls.
        public var draining: Bool
        public init(listens: [String: String], calls: Int, capacity: Int, draining: Bool) {
            self.listens = listens
            self.calls = calls
            self.capacity = capacity
            self.draining = draining
        }
    }
}
