import Foundation
import SpeechIntentCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A document over HTTP that is only sent again when it has changed (RFC 9110, section 13.1.2).
public enum DocumentFetch {
    public enum Answer: Equatable, Sendable {
        /// - Parameter tag: to be sent next time; nil: the server gives none.
        case document(Data, tag: String?)
        case unchanged
    }

    /// - Parameters:
    ///   - tag: of the document as it is known here.
    ///   - deadline: for the whole answer.
    /// Throws what went wrong, with what to do.
    public static func fetch(_ address: String, tag: String?, deadline: Duration) async throws(EngineFailure) -> Answer {
        guard let url = URL(string: address), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
            throw EngineFailure(.missing, "\(address) is no address such as http://10.0.0.5/articles.yaml")
        }
        var request = URLRequest(url: url)
        request.cachePolicy = .reloadIgnoringLocalCacheData
        if let tag { request.setValue(tag, forHTTPHeaderField: "If-None-Match") }
        let head = HTTPExchange.Head()
        let body = try await HTTPExchange.answer(request, deadline: deadline, head: head)
        let (status, newTag) = head.value.withLock { $0 }
        return status == 304 ? .unchanged : .document(body, tag: newTag)
    }
}
