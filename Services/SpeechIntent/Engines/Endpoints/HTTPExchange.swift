import Dispatch
import Foundation
import SpeechIntentCore
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request and its answer, streamed as it comes; over at the deadline, at an error, or when nobody listens any more.
final class HTTPExchange: NSObject, URLSessionDataDelegate, Sendable {
    /// No answer of an engine is longer: two minutes of sound at 24 kHz, and room.
    static let longest = 8 << 20

    private let continuation: AsyncThrowingStream<Data, any Error>.Continuation
    private let received = Mutex(0)
    private let head: Head?

    /// What the answer's head said: its status and its tag.
    final class Head: Sendable {
        let value = Mutex<(status: Int, tag: String?)>((0, nil))
    }

    private init(_ continuation: AsyncThrowingStream<Data, any Error>.Continuation, _ head: Head?) {
        self.continuation = continuation
        self.head = head
    }

    /// - Parameters:
    ///   - deadline: for the whole answer.
    ///   - head: gets the answer's head; with one, "not modified" is an answer.
    static func stream(_ request: URLRequest, deadline: Duration, head: Head? = nil) -> AsyncThrowingStream<Data, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingOldest(4096)) { continuation in
            let exchange = HTTPExchange(continuation, head)
            let settings = URLSessionConfiguration.ephemeral
            settings.timeoutIntervalForRequest = max(0.001, deadline.seconds)
            let session = URLSession(configuration: settings, delegate: exchange, delegateQueue: nil)
            let task = session.dataTask(with: request)
            // Too late it changes nothing: a stream ends once.
            DispatchQueue.global().asyncAfter(deadline: .now() + max(0, deadline.seconds)) {
                continuation.finish(throwing: EngineFailure(.timedOut, "\(Self.name(request)) gave no answer within \(deadline)"))
            }
            continuation.onTermination = { _ in session.invalidateAndCancel() }
            task.resume()
        }
    }

    /// The whole answer at once.
    static func answer(_ request: URLRequest, deadline: Duration, head: Head? = nil) async throws(EngineFailure) -> Data {
        var whole = Data()
        do {
            for try await part in stream(request, deadline: deadline, head: head) { whole += part }
        } catch let failure as EngineFailure {
            throw failure
        } catch {
            throw EngineFailure(.failed, "\(name(request)): \(error.localizedDescription)")
        }
        return whole
    }

    private static func name(_ request: URLRequest) -> String { request.url.map { "\($0.scheme ?? "")://\($0.host ?? "")\($0.path)" } ?? "an endpoint" }

    // MARK: What URLSession tells

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse, completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        head?.value.withLock { $0 = (status, (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "ETag")) }
        if status == 304, head != nil {
            continuation.finish()
            return completionHandler(.cancel)
        }
        if (200..<300).contains(status) { return completionHandler(.allow) }
        continuation.finish(throwing: Self.failure(status: status, dataTask.originalRequest.map(Self.name) ?? "an endpoint"))
        completionHandler(.cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let total = received.withLock { count in
            count += data.count
            return count
        }
        guard total <= Self.longest, case .enqueued = continuation.yield(data) else {
            return continuation.finish(throwing: EngineFailure(.failed, "the answer is longer than \(Self.longest) bytes, or comes faster than it is read"))
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let error else { return continuation.finish() }
        let isLate = (error as? URLError)?.code == .timedOut
        continuation.finish(throwing: EngineFailure(isLate ? .timedOut : .failed, "\(task.originalRequest.map(Self.name) ?? "an endpoint"): \(error.localizedDescription)"))
    }

    private static func failure(status: Int, _ name: String) -> EngineFailure {
        switch status {
        case 429, 503: EngineFailure(.overloaded, "\(name) answered \(status): it has too much to do")
        case 401, 403: EngineFailure(.missing, "\(name) answered \(status): check the key")
        case 404: EngineFailure(.missing, "\(name) answered 404: check the address and the model")
        default: EngineFailure(.failed, "\(name) answered \(status)")
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
