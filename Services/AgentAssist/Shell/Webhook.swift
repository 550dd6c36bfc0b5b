import AgentAssistCore
import Contracts
import Foundation
import Glibc
import Logging
import Runtime
import Security
import Vocabulary

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Tells a customer's own system of calls that are offered: `POST` of JSON, signed in the header
/// `Hotline-Signature: t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>.<body>" in hexadecimal>`.
actor Webhook {
    private static let patience: TimeInterval = 5

    private let settings: WebhookSettings
    private let platform: Platform
    private var bodies: [String: [UInt8]] = [:]
    private var driver: Driver<WebhookQueue>?

    init(_ settings: WebhookSettings, platform: Platform) {
        self.settings = settings
        self.platform = platform
    }

    func tell(_ message: PopMessage) async {
        bodies[message.id] = Body.encode(message)
        let driver = self.driver ?? Driver(WebhookQueue(), time: platform.time) { [weak self] effect in await self?.perform(effect) }
        self.driver = driver
        await driver.step { queue, now in queue.queued(message.id, at: now) }
    }

    private func perform(_ effect: WebhookQueue.Effect) {
        switch effect {
        case .send(let id, let attempt):
            guard let body = bodies[id] else { return }
            Task {
                let outcome = await send(id, body)
                if outcome == .delivered { bodies[id] = nil }
                counted("\(outcome)")
                if outcome != .delivered { platform.log.warning("the webhook was not taken", metadata: ["id": "\(id)", "attempt": "\(attempt)", "outcome": "\(outcome)"]) }
                await driver?.step { queue, now in queue.ended(id, outcome, at: now) }
            }
        case .dropped(let id, let reason):
            bodies[id] = nil
            counted("dropped-\(reason.rawValue)")
            platform.log.error("a webhook is given up", metadata: ["id": "\(id)", "reason": "\(reason.rawValue)"])
        }
    }

    private func counted(_ outcome: String) {
        platform.metrics.counter("hotline_desk_webhooks_total", "Attempts to tell the customer's own system, by outcome.", ["outcome": outcome]).add()
    }

    // MARK: One attempt

    private func send(_ id: String, _ body: [UInt8]) async -> WebhookQueue.Outcome {
        var mayGo = settings.allowsPrivate
        if !mayGo, let host = settings.url.host { mayGo = await Self.isPublic(host) }
        guard mayGo else {
            platform.log.error("the webhook's address is not of the public internet; agent-assist.webhook.allow-private allows it")
            return .refused
        }
        var request = URLRequest(url: settings.url, timeoutInterval: Self.patience)
        request.httpMethod = "POST"
        request.httpBody = Data(body)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(id, forHTTPHeaderField: "Hotline-Delivery")
        request.setValue(signature(of: body), forHTTPHeaderField: "Hotline-Signature")
        return await Self.outcome(of: request)
    }

    private func signature(of body: [UInt8]) -> String {
        let seconds = platform.time.timestamp().microseconds / 1_000_000
        return "t=\(seconds),v1=" + Hex.encode(Digest.hmacSHA256(PopMessage.signed(body, at: seconds), key: settings.secret))
    }

    private static func outcome(of request: URLRequest) async -> WebhookQueue.Outcome {
        let session = URLSession(configuration: .ephemeral, delegate: NoRedirects(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        guard let (_, response) = try? await session.data(for: request), let status = (response as? HTTPURLResponse)?.statusCode else { return .failed }
        switch status {
        case 200..<300: return .delivered
        case 408, 429, 500...: return .failed
        default: return .refused
        }
    }

    /// Whether every address of a name is public. Resolved off the pool: the resolver blocks.
    private static func isPublic(_ host: String) async -> Bool {
        await withCheckedContinuation { answer in
            Thread.detachNewThread { answer.resume(returning: Self.addresses(of: host).map { !$0.isEmpty && $0.allSatisfy(PublicAddress.isPublic) } ?? false) }
        }
    }

    private static func addresses(of host: String) -> [[UInt8]]? {
        var hints = addrinfo(), list: UnsafeMutablePointer<addrinfo>?
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        guard getaddrinfo(host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), nil, &hints, &list) == 0 else { return nil }
        defer { freeaddrinfo(list) }
        return sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { $0?.pointee }.compactMap { entry in
            switch entry.ai_family {
            case AF_INET: entry.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) } }
            case AF_INET6: entry.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) } }
            default: nil
            }
        }
    }
}

/// A redirection could lead to where a webhook must not go.
private final class NoRedirects: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
