import Foundation
import Testing
import Vocabulary

extension LiveSuite {
    /// The process that runs an instance now; a restarted one has another number.
    func pid(_ service: ServiceName, _ index: Int = 0) -> Int32? {
        let processes = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
        return processes.first { pid in
            let words = (FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard words.first.map({ $0.hasSuffix("/" + service.rawValue) }) ?? false, words.contains(scratch.file("hotline.yaml").path),
                let place = words.firstIndex(of: "--instance"), words.indices.contains(place + 1)
            else { return false }
            return words[place + 1] == String(index)
        }
    }

    /// Sends a signal to an instance.
    func signal(_ number: Int32, _ service: ServiceName, _ index: Int = 0) throws {
        guard let pid = pid(service, index) else { throw Command.Failure(description: "\(service)-\(index) does not run") }
        kill(pid, number)
    }

    /// Kills an instance as a crash would.
    func crash(_ service: ServiceName, _ index: Int = 0) throws { try signal(SIGKILL, service, index) }

    /// Waits until an instance that was killed is there again, or one that was stopped goes on.
    func recovered(_ service: ServiceName, _ index: Int = 0, within limit: Duration = .seconds(60)) async throws {
        let isThere = await eventually(within: limit) { await self.isReady(service, index) }
        guard isThere else { throw Command.Failure(description: "\(service)-\(index) is not ready again within \(limit): \(scratch.text("logs/\(service)-\(index).log").suffix(2000))") }
    }

    func isReady(_ service: ServiceName, _ index: Int = 0) async -> Bool {
        await (try? Web.get(http(service, index) + "/readyz"))?.status == 200
    }
}

extension LiveSuite {
    /// A second speech-intent beside the one that `hotline up` runs, ready.
    func secondSpeechInstance() async throws -> RunningProgram {
        let first = http(.speechIntent).split(separator: ":").last.map(String.init) ?? ""
        let program = try RunningProgram(
            binaries.appendingPathComponent("speech-intent"), ["--instance", "1", "--config", scratch.file("hotline.yaml").path],
            environment: ["HOTLINE_HTTP_PORT": first], log: scratch.file("logs/speech-intent-1.log"))
        do { try await recovered(.speechIntent, 1) } catch {
            await program.end(within: .seconds(5))
            throw error
        }
        return program
    }

    /// The process behind an instance's name, by the name in its log.
    func pid(of instance: InstanceID) -> Int32? {
        guard let service = ServiceName.allCases.first(where: { instance.value.hasPrefix($0.rawValue + "-") }) else { return nil }
        return (0..<4).first { scratch.text("logs/\(service)-\($0).log").contains(instance.value) }.flatMap { pid(service, $0) }
    }
}
