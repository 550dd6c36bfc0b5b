import CSys
import Glibc
import Sockets

/// A thread of our own: what must not wait behind other work of the process.
enum OwnThread {
    private final class Body {
        let name: String
        let run: () -> Void
        init(_ name: String, _ run: @escaping () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a detached thread; `name` is what `top -H` shows, 15 characters.
    /// - Throws: `SystemError` when the system has no thread left.
    static func start(_ name: String, _ run: @escaping @Sendable () -> Void) throws(SystemError) {
        let body = Unmanaged.passRetained(Body(name, run))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                sys_thread_name(body.name)
                body.run()
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            body.release()
            throw SystemError(doing: "starting the thread \(name)", number: result)
        }
        pthread_detach(thread)
    }
}
