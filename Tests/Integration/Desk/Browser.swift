import Foundation
import Glibc
import Synchronization

/// Headless Chromium, driven over the DevTools protocol through two pipes (`--remote-debugging-pipe`: JSON messages, each ended by NUL).
actor Browser {
    /// One tab.
    struct Tab: Sendable {
        var target: String
        var session: String
    }

    private let process = Process()
    private let folder: URL
    private let commands: FileHandle
    private var number = 0
    private var waiting: [Int: CheckedContinuation<Reply, any Error>] = [:]

    struct Reply: Sendable {
        var json: Data
        /// A text within the result, by its path.
        func text(_ path: String...) -> String? {
            var value = try? JSONSerialization.jsonObject(with: json)
            for key in ["result"] + path { value = (value as? [String: Any])?[key] }
            return value as? String
        }
    }

    static func run(_ body: (Browser) async throws -> Void) async throws {
        let browser = try Browser()
        await browser.listen()
        do { try await body(browser) } catch {
            await browser.quit()
            throw error
        }
        await browser.quit()
    }

    private init() throws {
        guard let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first(where: FileManager.default.isExecutableFile) else {
            throw Failure("no Chromium found; install it with: apt-get install chromium")
        }
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pipes = [folder.appendingPathComponent("in").path, folder.appendingPathComponent("out").path]
        for pipe in pipes where mkfifo(pipe, 0o600) != 0 { throw Failure("cannot make a pipe in \(folder.path)") }
        // Opened for both ways, so that opening waits for nobody.
        commands = FileHandle(fileDescriptor: Glibc.open(pipes[0], O_RDWR))
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c",
            "exec \"$0\" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --lang=zh-CN --window-size=1280,900 "
                + "--user-data-dir=\"$1/profile\" --remote-debugging-pipe about:blank 3<\"$1/in\" 4<>\"$1/out\"", chromium, folder.path,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    private func listen() {
        let path = folder.appendingPathComponent("out").path
        Thread.detachNewThread { [weak self] in
            let descriptor = Glibc.open(path, O_RDWR)
            defer { Glibc.close(descriptor) }
            var pending = Data(), buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Glibc.read(descriptor, &buffer, buffer.count)
                guard count > 0 else { return }
                pending.append(contentsOf: buffer.prefix(count))
                while let end = pending.firstIndex(of: 0) {
                    let message = Data(pending[..<end])
                    pending.removeSubrange(...end)
                    guard let number = (try? JSONSerialization.jsonObject(with: message) as? [String: Any])?["id"] as? Int else { continue }
                    guard let browser = self else { return }
                    Task { await browser.answered(number, message) }
                }
            }
        }
    }

    private func answered(_ number: Int, _ message: Data) { waiting.removeValue(forKey: number)?.resume(returning: Reply(json: message)) }
    private func giveUp(_ number: Int, _ method: String) { waiting.removeValue(forKey: number)?.resume(throwing: Failure("the browser did not answer \(method)")) }

    private func quit() async {
        _ = try? await send("Browser.close")
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: Asking

    /// Sends a command and waits for its answer, twenty seconds at most.
    @discardableResult
    func send(_ method: String, _ parameters: [String: any Sendable] = [:], in tab: Tab? = nil) async throws -> Reply {
        number += 1
        let own = number
        var message: [String: Any] = ["id": own, "method": method, "params": parameters]
        if let tab { message["sessionId"] = tab.session }
        let data = try JSONSerialization.data(withJSONObject: message)
        let alarm = Task {
            try await Task.sleep(for: .seconds(20))
            self.giveUp(own, method)
        }
        defer { alarm.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            waiting[own] = continuation
            commands.write(data + [0])
        }
    }

    /// - Parameter apart: in a window that shares no cookies with others.
    func open(_ url: String, apart: Bool = false) async throws -> Tab {
        var wanted: [String: any Sendable] = ["url": url, "background": false]
        if apart, let context = try await send("Target.createBrowserContext").text("browserContextId") { wanted["browserContextId"] = context }
        guard let target = try await send("Target.createTarget", wanted).text("targetId"),
            let session = try await send("Target.attachToTarget", ["targetId": target, "flatten": true]).text("sessionId")
        else { throw Failure("no tab") }
        return Tab(target: target, session: session)
    }

    /// The value of an expression, made a text.
    @discardableResult
    func evaluate(_ expression: String, in tab: Tab) async throws -> String {
        let reply = try await send("Runtime.evaluate", ["expression": "Promise.resolve(\(expression)).then(String)", "awaitPromise": true, "returnByValue": true, "userGesture": true], in: tab)
        guard let value = reply.text("result", "value") else { throw Failure("\(expression): \(String(decoding: reply.json, as: UTF8.self))") }
        return value
    }

    /// Waits until an expression is true, ten seconds at most.
    func wait(_ expression: String, in tab: Tab) async throws {
        for _ in 0..<400 {
            if try await evaluate("!!(\(expression))", in: tab) == "true" { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Failure("never true: \(expression); the page says: \(try await evaluate("document.body.innerText", in: tab).prefix(400))")
    }

    func screenshot(_ tab: Tab, to file: String) async throws {
        guard let data = try await send("Page.captureScreenshot", ["format": "png"], in: tab).text("data").flatMap({ Data(base64Encoded: $0) }) else { throw Failure("no picture") }
        try data.write(to: URL(fileURLWithPath: file))
    }

    func show(_ tab: Tab) async throws { try await send("Target.activateTarget", ["targetId": tab.target]) }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
