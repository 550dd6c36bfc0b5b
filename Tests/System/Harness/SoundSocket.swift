import Audio
import CSys
import Foundation
import Protocols

/// A caller's side of the sound alone: A-law in RTP over UDP.
final class SoundSocket: @unchecked Sendable {
    let port: UInt16
    private let socket: Int32
    /// Touched by `talk` while it runs, and read after it.
    private var samples: [Int16] = []

    init() throws {
        var local = sys_address()
        _ = sys_address_parse("127.0.0.1", 0, &local)
        socket = sys_udp_open(&local, 0, 0)
        guard socket >= 0, sys_udp_local(socket, &local) == 0 else { throw Command.Failure(description: "no socket: error \(-socket)") }
        port = local.port
    }

    deinit { close(socket) }

    var heard: WaveFile { WaveFile(samples: samples, rate: 8000) }

    /// Says a tone, a packet each 20 ms, and keeps what comes.
    func talk(to port: UInt16, seconds: Int) async throws {
        var peer = sys_address()
        _ = sys_address_parse("127.0.0.1", port, &peer)
        let tone = G711.aLaw(WaveFile.tone(seconds: 1, rate: 8000).samples), begun = ContinuousClock.now
        for index in 0..<seconds * 50 {
            let offset = index % 50 * 160
            let packet = RTPHeader(payloadType: 8, sequence: UInt16(truncatingIfNeeded: index), timestamp: UInt32(index * 160), ssrc: 7).packet(tone[offset..<offset + 160])
            _ = sys_udp_send(socket, packet, packet.count, &peer)
            try await Task.sleep(until: begun + .milliseconds(20 * (index + 1)), clock: .continuous)
            receive()
        }
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 2048), from = sys_address()
        while case let count = sys_udp_receive(socket, &buffer, buffer.count, &from), count > 0 {
            let payload = buffer.withUnsafeBytes { bytes in try? RTPHeader.parse(UnsafeRawBufferPointer(rebasing: bytes[..<count])).payload }
            if let payload { samples += G711.linear(aLaw: Array(buffer[payload])) }
        }
    }
}
