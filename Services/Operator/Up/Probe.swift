import Foundation
import FoundationNetworking

/// Asks a service's `/readyz`.
enum Probe {
    /// - Returns: nil when ready, otherwise what it says, or that it does not answer.
    static func problem(at base: String) async -> String? {
        guard let url = URL(string: base + "/readyz") else { return "no address" }
        var request = URLRequest(url: url)
        request.timeoutInterval = 2
        do {
            let (data, response) = try await URLSession.shared.data(for: request)
            guard (response as? HTTPURLResponse)?.statusCode != 200 else { return nil }
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            return "does not answer yet"
        }
    }
}
