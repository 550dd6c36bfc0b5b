import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Security

extension Request {
    static let cookie = "hotline_desk", browserCookie = "hotline_browser"

    var token: Token? { cookies[Self.cookie].map { Token(secret: $0.value) } }

    /// Which browser this is, where browsers are registered.
    var browser: Token? { cookies[Self.browserCookie].map { Token(secret: $0.value) } }

    /// A header by its name in lower case.
    func header(_ name: String) -> String? { headers.first { $0.name.canonicalName == name }?.value }

    /// Refuses what another site made a signed-in browser send: beside the cookie's SameSite, the browser's own word on where
    /// the request came from is checked.
    func checkOrigin() throws {
        let foreign = Refusal(.forbidden, "another-origin", "this was sent by a page of another site")
        if let site = header("sec-fetch-site") {
            guard site == "same-origin" || site == "none" else { throw foreign }
        } else if let origin = headers[.origin] {
            guard let own = head.authority, origin == "http://" + own || origin == "https://" + own else { throw foreign }
        }
    }

    /// A JSON body of at most 16 KiB.
    func json<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        guard headers[.contentType]?.hasPrefix("application/json") == true else {
            throw Refusal(.unsupportedMediaType, "no-json", "send the header Content-Type: application/json")
        }
        let buffer: ByteBuffer
        do { buffer = try await body.collect(upTo: 16_384) } catch { throw Refusal(.contentTooLarge, "too-large", "the body must be at most 16384 octets") }
        do { return try JSONDecoder().decode(Value.self, from: Data(buffer.readableBytesView)) } catch let error as DecodingError {
            throw Refusal(.badRequest, "bad-body", error.complaint)
        }
    }
}
