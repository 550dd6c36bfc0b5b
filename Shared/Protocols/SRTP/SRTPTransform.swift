import CSRTP
import Protocols

/// Seals what one leg sends and opens what it receives (RFC 3711), with keys agreed by SDES (RFC 4568). Used by one
/// thread at a time.
public final class SRTPTransform: @unchecked Sendable {
    /// Octets that sealing adds at most.
    public static let overhead = 10 + 4 + 16

    /// The library could not be started, or refuses the keys.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public let status: UInt32
        public var description: String { "libsrtp answers \(status)" }
    }

    private static let started: UInt32 = srtp_init().rawValue
    /// Packets that may be overtaken, as a window against replays.
    private static let window: UInt = 128

    private let outbound: srtp_t
    private let inbound: srtp_t
    /// What stands before the tag of every packet that comes (RFC 3711 §3.1), and how long that tag is.
    private let identifier: [UInt8]
    private let tag: Int

    public init(_ keys: MediaKeys) throws(Failure) {
        guard Self.started == 0 else { throw Failure(status: Self.started) }
        identifier = keys.remote.identifier
        tag = keys.remote.suite == .sha1Tag80 ? 10 : 4
        outbound = try Self.session(keys.local, ssrc_any_outbound)
        do { inbound = try Self.session(keys.remote, ssrc_any_inbound) } catch {
            _ = srtp_dealloc(outbound)
            throw error
        }
    }

    deinit {
        _ = srtp_dealloc(outbound)
        _ = srtp_dealloc(inbound)
    }

    /// Seals a packet in place.
    /// - Parameters:
    ///   - packet: its memory, with `overhead` octets of room after `count`.
    ///   - isControl: RTCP.
    /// - Returns: its new length; nil when it cannot be sealed, and must not be sent.
    public func seal(_ packet: UnsafeMutableRawBufferPointer, count: Int, isControl: Bool) -> Int? {
        guard count >= 0, packet.count >= count + Self.overhead else { return nil }
        var length = Int32(clamping: count)
        let status = isControl ? srtp_protect_rtcp(outbound, packet.baseAddress, &length) : srtp_protect(outbound, packet.baseAddress, &length)
        return status == srtp_err_status_ok ? Int(length) : nil
    }

    /// Opens a packet in place.
    /// - Returns: its new length; nil when it is not the peer's, was changed, or came before.
    public func open(_ packet: UnsafeMutableRawBufferPointer, isControl: Bool) -> Int? {
        // Shorter ones are read beyond their end by some versions of the library.
        guard packet.count >= (isControl ? 8 + 4 + 10 : 12 + 4) + identifier.count, let count = withoutIdentifier(packet, isControl: isControl) else { return nil }
        var length = Int32(clamping: count)
        let status = isControl ? srtp_unprotect_rtcp(inbound, packet.baseAddress, &length) : srtp_unprotect(inbound, packet.baseAddress, &length)
        return status == srtp_err_status_ok ? Int(length) : nil
    }

    /// The identifier is not authenticated: it only names the key, of which there is one.
    /// - Returns: the length without it; nil when the packet names another key.
    private func withoutIdentifier(_ packet: UnsafeMutableRawBufferPointer, isControl: Bool) -> Int? {
        guard !identifier.isEmpty else { return packet.count }
        let tag = isControl ? 10 : tag, start = packet.count - tag - identifier.count
        guard start >= 0, zip(packet[start..<start + identifier.count], identifier).allSatisfy({ $0 == $1 }) else { return nil }
        for place in 0..<tag { packet[start + place] = packet[start + identifier.count + place] }
        return packet.count - identifier.count
    }

    private static func session(_ crypto: MediaCrypto, _ direction: srtp_ssrc_type_t) throws(Failure) -> srtp_t {
        guard crypto.key.count == MediaCrypto.size else { throw Failure(status: srtp_err_status_bad_param.rawValue) }
        var policy = srtp_policy_t()
        switch crypto.suite {
        case .sha1Tag80: srtp_crypto_policy_set_rtp_default(&policy.rtp)
        case .sha1Tag32: srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
        }
        // RTCP keeps the long tag whatever the suite (RFC 4568 §6.2.2).
        srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        policy.ssrc.type = direction
        policy.window_size = window
        var session: srtp_t?, key = crypto.key
        let status = key.withUnsafeMutableBufferPointer { bytes in
            policy.key = bytes.baseAddress
            return srtp_create(&session, &policy)
        }
        guard status == srtp_err_status_ok, let session else { throw Failure(status: status.rawValue) }
        return session
    }
}
