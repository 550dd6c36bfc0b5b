import Contracts
import HTTPTypes
import Hummingbird
import Web

/// Why a request is not done, as the page and a person with curl can read it: `{"error": code, "reason": what to do}`.
struct Refusal: Error {
    var status: HTTPResponse.Status
    var code: String
    var reason: String
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ code: String, _ reason: String) {
        self.status = status
        self.code = code
        self.reason = reason
    }

    var response: Response {
        var response = Response.json(Body.encode(["error": code, "reason": reason]), status: status)
        for field in headers { response.headers.append(field) }
        return response
    }

    static let signedOut = Refusal(.unauthorized, "signed-out", "sign in first: POST /desk/sign-in with user and password")
}

extension RequestFailure {
    /// What the page is told of another service's failure.
    var refusal: Refusal {
        switch code {
        case .notFound: Refusal(.notFound, code.rawValue, reason)
        case .conflict, .stale: Refusal(.conflict, code.rawValue, reason)
        case .unavailable, .timedOut, .overloaded: Refusal(.serviceUnavailable, code.rawValue, reason)
        case .forbidden, .invalid, .failed: Refusal(.internalServerError, code.rawValue, reason)
        }
    }
}

extension DecodingError {
    /// Which field is wrong, and how.
    var complaint: String {
        switch self {
        case .keyNotFound(let key, let context): "\(Self.path(context.codingPath + [key])) is missing"
        case .typeMismatch(let type, let context): "\(Self.path(context.codingPath)) must be \(Self.word(type))"
        case .valueNotFound(let type, let context): "\(Self.path(context.codingPath)) must be \(Self.word(type)), not null"
        case .dataCorrupted(let context): context.codingPath.isEmpty ? "the body is not JSON" : "\(Self.path(context.codingPath)) has a value that is not accepted"
        @unknown default: "the body is not what is expected"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String { keys.isEmpty ? "the body" : keys.map(\.stringValue).joined(separator: ".") }

    private static func word(_ type: Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Int.Type, is Int64.Type: "a whole number"
        default: type is [String: Any].Type ? "an object" : "of another type"
        }
    }
}
