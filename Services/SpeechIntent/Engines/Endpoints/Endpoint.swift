import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif
import SpeechIntentCore

/// Where an engine of another process answers over HTTP, and what it is told about itself.
public struct Endpoint: Hashable, Sendable {
    /// Up to and including the version, such as `http://10.0.0.5:8000/v1`; TLS as `https`.
    public var base: URL
    public var model: String
    /// Sent as `Authorization: Bearer`; nil: none.
    public var key: String?

    /// Throws `.missing` when the address is no HTTP address.
    public init(_ base: String, model: String, key: String? = nil) throws(EngineFailure) {
        guard let url = URL(string: base), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
            throw EngineFailure(.missing, "\(base) is no address such as http://10.0.0.5:8000/v1")
        }
        self.base = url
        self.model = model
        self.key = key
    }

    func post(_ path: String, type: String, body: Data) -> URLRequest {
        var request = URLRequest(url: base.appendingPathComponent(path))
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
        return request
    }
}
