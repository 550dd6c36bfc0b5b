/// The keep-alives of phones over UDP (RFC 5626 §4.4.2, §5.4): a Binding request is answered with the address that it came
/// from, so that the phone sees when its translator has given it another one. Without state, and hardly longer than the
/// question: a forged source gains nothing.
public enum STUNBinding {
    /// - Returns: what to send back to `source`; nil for all that is to be dropped in silence, indications and answers among it.
    public static func answer(to bytes: [UInt8], from source: SocketAddress) -> [UInt8]? {
        guard let request = try? STUNMessage(bytes), request.kind == .request else { return nil }
        let unknown = request.attributes.map(\.type).filter { $0.mustBeUnderstood && !$0.isUnderstood }
        let answer = unknown.isEmpty ? Self.success(request, source) : Self.refusal(of: request, unknown)
        return answer.bytes(fingerprint: request.hasFingerprint)
    }

    private static func success(_ request: STUNMessage, _ source: SocketAddress) -> STUNMessage {
        var answer = STUNMessage(.success, transaction: request.transaction)
        answer.attributes = [.address(source, transaction: request.transaction)]
        return answer
    }

    /// RFC 8489 §6.3.1: 420, and what was not understood.
    private static func refusal(of request: STUNMessage, _ unknown: [STUNAttribute.Kind]) -> STUNMessage {
        var answer = STUNMessage(.failure, transaction: request.transaction)
        answer.attributes = [
            STUNAttribute(type: .errorCode, value: [0, 0, 4, 20] + Array("Unknown Attribute".utf8)),
            STUNAttribute(type: .unknownAttributes, value: unknown.flatMap { $0.rawValue.bigEndianBytes }),
        ]
        return answer
    }

    /// A question of ours.
    public static func request(transaction: [UInt8]) -> [UInt8] { STUNMessage(.request, transaction: transaction).bytes() }
}
