import CSys

/// Sends and receives the sound of many calls through one socket, each call in its own place of the 20 ms.
final class SoundLoad {
    struct Result {
        var sent = 0
        var received = 0
        /// Packets that did not come back, or gaps in what was played.
        var lost = 0
        /// Sent until received here: what the network, the gateway and this load's own waking up take.
        var roundTrip = Spread()
        /// How late a packet left, against when it was to leave.
        var slip = Spread()
    }

    private struct Stream {
        var to: sys_address
        var sequence: UInt16
        var timestamp: UInt32
        var heard: UInt16?
    }

    let line: Line
    private var packet = [UInt8](repeating: 0xD5, count: 172)
    private var streams: [Stream] = []
    /// By the gateway's port.
    private var ofPort = [Int](repeating: -1, count: 65536)
    private var result = Result()

    init() throws { line = try Line() }

    /// Each call says 20 ms every 20 ms, and hears the same back. Goes on where the last one ended.
    func echo(seconds: Int) -> Result {
        exchange(seconds, echoed: true)
        result.lost = result.sent - result.received
        return result
    }

    /// Each call talks, and hears something else.
    func converse(seconds: Int) -> Result {
        exchange(seconds, echoed: false)
        return result
    }

    private func exchange(_ seconds: Int, echoed: Bool) {
        result = Result()
        let gap = 20_000_000 / Int64(max(1, streams.count)), start = sys_monotonic() + 1_000_000
        let beat = Beat(microseconds: UInt64(max(50, gap / 1000)), line), total = Int64(streams.count * seconds * 50)
        var slot: Int64 = 0
        while slot < total {
            beat.wait()
            read(echoed: echoed)
            while slot < total, case let due = start + slot * gap, due <= sys_monotonic() {
                send(Int(slot % Int64(streams.count)), due: due)
                slot += 1
            }
        }
        listen(until: sys_monotonic() + 300_000_000, beat, echoed: echoed)
    }

    /// Each call only hears.
    func hear(seconds: Int) -> Result {
        result = Result()
        listen(until: sys_monotonic() + Int64(seconds) * 1_000_000_000, Beat(microseconds: 20_000, line), echoed: false)
        return result
    }

    func begin(_ dialogs: [CallLoad.Dialog]) {
        ofPort = [Int](repeating: -1, count: 65536)
        streams = dialogs.enumerated().map { index, dialog in
            var to = sys_address()
            _ = sys_address_parse("127.0.0.1", dialog.audio, &to)
            ofPort[Int(dialog.audio)] = index
            return Stream(to: to, sequence: UInt16(index), timestamp: UInt32(index) &* 8000)
        }
    }

    private func listen(until end: Int64, _ beat: Beat, echoed: Bool) {
        while sys_monotonic() < end {
            beat.wait()
            read(echoed: echoed)
        }
    }

    private func send(_ index: Int, due: Int64) {
        let now = sys_monotonic()
        result.slip.add(now - due)
        packet.withUnsafeMutableBytes { bytes in
            bytes[0] = 0x80
            bytes[1] = 8
            bytes.storeBytes(of: streams[index].sequence.bigEndian, toByteOffset: 2, as: UInt16.self)
            bytes.storeBytes(of: streams[index].timestamp.bigEndian, toByteOffset: 4, as: UInt32.self)
            bytes.storeBytes(of: UInt32(index + 1).bigEndian, toByteOffset: 8, as: UInt32.self)
            bytes.storeBytes(of: now, toByteOffset: 16, as: Int64.self)
            if line.send(UnsafeRawBufferPointer(bytes), to: &streams[index].to) { result.sent += 1 }
        }
        streams[index].sequence &+= 1
        streams[index].timestamp &+= 160
    }

    private func read(echoed: Bool) {
        line.receive { datagram, port in
            let index = ofPort[Int(port)]
            guard index >= 0, datagram.count == 172, datagram[1] & 0x7F == 8 else { return }
            result.received += 1
            if echoed { result.roundTrip.add(sys_monotonic() - datagram.loadUnaligned(fromByteOffset: 16, as: Int64.self)) } else { follow(datagram, index) }
        }
    }

    private func follow(_ datagram: UnsafeRawBufferPointer, _ index: Int) {
        let sequence = UInt16(bigEndian: datagram.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        if let last = streams[index].heard, case let gap = sequence &- last, gap < 0x8000, gap > 1 { result.lost += Int(gap) - 1 }
        streams[index].heard = sequence
    }
}
