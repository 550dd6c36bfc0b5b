import Dispatch
import Foundation

enum Signals {
    /// Yields once for each SIGTERM or SIGINT, which then no longer end the process by themselves.
    static func stopping() -> AsyncStream<Int32> {
        AsyncStream(bufferingPolicy: .bufferingOldest(1)) { continuation in
            let sources = [SIGTERM, SIGINT].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { continuation.yield(number) }
                source.resume()
                return Sources(source)
            }
            continuation.onTermination = { _ in sources.forEach { $0.source.cancel() } }
        }
    }

    private struct Sources: @unchecked Sendable {
        // A dispatch source may be cancelled from any thread.
        let source: any DispatchSourceSignal
        init(_ source: any DispatchSourceSignal) { self.source = source }
    }
}
