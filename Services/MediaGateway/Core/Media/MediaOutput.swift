import Contracts
import Protocols

/// Who is at the other end of a leg.
public typealias Party = AudioFrame.Party

/// What happened in a call's sound that its signalling must know.
public enum MediaNote: Equatable, Sendable {
    /// Of the caller's or the agent's phone.
    case digit(UInt8, Party)
    /// The sound that was to be played once is over.
    case soundOver(number: UInt32)
    case afterwards(PlayOut.Afterwards)
    /// Nothing came from this leg for the media time-out.
    case silent(LegPlace)
}

/// Where a call's sound goes. Implemented by the media thread, and by a recorder in tests.
public protocol MediaOutput {
    /// Memory for one packet, at least 1,500 bytes; it is free again after each call of `send`.
    var scratch: UnsafeMutableRawBufferPointer { get }
    /// UTC, for sender reports.
    var unixMicroseconds: Int64 { get }
    mutating func send(_ packet: UnsafeRawBufferPointer, on place: LegPlace, to remote: SocketAddress)
    /// - Parameter isMuxed: on the port of RTP.
    mutating func report(_ packet: [UInt8], on place: LegPlace, to remote: SocketAddress, isMuxed: Bool)
    mutating func note(_ note: MediaNote)
    /// 20 ms of a party's sound for the speech instance.
    mutating func hear(_ frame: AudioFrame)
    mutating func control(_ key: StreamKey, _ control: StreamControl)
    /// A second of both sides, A-law, the caller left, two octets a sample time.
    mutating func recorded(_ segment: [UInt8])
    /// The caller's voice paused the assistant, so long after it began, in milliseconds.
    mutating func paused(after milliseconds: Int)
}
