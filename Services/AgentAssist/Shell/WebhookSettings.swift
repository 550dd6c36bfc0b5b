import Foundation
import Runtime

/// `agent-assist.webhook.url`, `.secret-file`, `.allow-private`: who is told of calls that are offered, and the key that
/// signs it. Without an address nobody is told.
public struct WebhookSettings: Sendable {
    public var url: URL
    public var secret: [UInt8]
    /// Whether addresses of the own network may be reached.
    public var allowsPrivate: Bool

    init?(_ reader: inout SettingsReader) {
        let file = reader.string("agent-assist.webhook.secret-file")
        allowsPrivate = reader.bool("agent-assist.webhook.allow-private", default: false)
        let url = reader.parsed("agent-assist.webhook.url", "an address such as https://crm.example.cn/hotline") { text in
            URL(string: text).flatMap { ["http", "https"].contains($0.scheme) && $0.host?.isEmpty == false && $0.user == nil ? $0 : nil }
        }
        guard let url else { return nil }
        self.url = url
        let text = file.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
        secret = Array((text?.split(whereSeparator: \.isNewline).first ?? "").utf8)
        if secret.count < 16 { reader.complain("agent-assist.webhook.secret-file", "must name a file whose first line is a key of at least 16 characters") }
    }
}
