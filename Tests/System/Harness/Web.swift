import Foundation
import FoundationNetworking

/// A plain HTTP client.
enum Web {
    struct Answer: Sendable {
        var status: Int
        var body: Data
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    static func get(_ address: String, token: String? = nil, range: Range<Int>? = nil) async throws -> Answer {
        try await send("GET", address, token: token, body: nil, range: range)
    }
    static func post(_ address: String, token: String? = nil, cookie: String? = nil, body: String = "") async throws -> Answer {
        try await send("POST", address, token: token, cookie: cookie, body: body)
    }

    private static func send(_ method: String, _ address: String, token: String?, cookie: String? = nil, body: String?, range: Range<Int>? = nil) async throws -> Answer {
        guard let url = URL(string: address) else { throw Command.Failure(description: "\(address) is no address") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.timeoutInterval = 5
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        // The cookies that a server sets are the tests' to keep.
        request.httpShouldHandleCookies = false
        if let cookie { request.setValue(cookie, forHTTPHeaderField: "Cookie") }
        if let range { request.setValue("bytes=\(range.lowerBound)-\(range.upperBound - 1)", forHTTPHeaderField: "Range") }
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: data)
    }
}
