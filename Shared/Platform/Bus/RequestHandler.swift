import Contracts
import Vocabulary

/// A served request as a transport sees it: who may ask, bytes in, bytes or a failure out.
public struct RequestHandler: Sendable {
    public let name: String
    public let callers: Set<ServiceName>
    private let body: @Sendable ([UInt8], Asker) async -> Result<[UInt8], RequestFailure>

    /// - Parameter log: gets a line for each error of the handler that is no `RequestFailure`.
    public init<R: Request>(
        _ request: R.Type, log: @escaping @Sendable (String) -> Void,
        by handler: @escaping @Sendable (R, Asker) async throws -> R.Answer
    ) {
        name = R.name
        callers = R.callers
        body = { bytes, asker in
            guard let request = try? Body.decode(R.self, from: bytes) else {
                return .failure(RequestFailure(.invalid, "the body is no \(R.name)"))
            }
            do {
                return .success(Body.encode(try await handler(request, asker)))
            } catch let failure as RequestFailure {
                return .failure(failure)
            } catch {
                log("\(R.name) failed: \(error)")
                return .failure(RequestFailure(.failed, "\(R.name) failed with \(type(of: error)); the log of \(R.service) says why"))
            }
        }
    }

    /// Checks that the asker may ask, then asks.
    public func answer(_ bytes: [UInt8], from asker: Asker) async -> Result<[UInt8], RequestFailure> {
        guard callers.contains(asker.service) else {
            return .failure(RequestFailure(.forbidden, "\(asker.service) may not ask \(name)"))
        }
        return await body(bytes, asker)
    }
}
