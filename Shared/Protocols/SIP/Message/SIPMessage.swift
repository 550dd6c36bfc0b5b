/// A request or a response.
public enum SIPMessage: Sendable {
    case request(SIPRequest)
    case response(SIPResponse)

    /// One datagram. Bytes beyond Content-Length are ignored (RFC 3261 §18.3).
    /// - Throws: the first fault found; `SIPParseError.status` says how a server answers it.
    public init(datagram bytes: [UInt8]) throws(SIPParseError) { try self.init(SIPFrame(bytes)) }

    init(_ frame: SIPFrame) throws(SIPParseError) {
        if frame.isResponse {
            self = .response(try SIPResponse(frame))
        } else {
            self = .request(try SIPRequest(frame))
        }
    }
}

/// Sequence number and method of CSeq.
public struct SIPSequence: Hashable, Sendable {
    public var number: UInt32
    public var method: SIPMethod

    public init(number: UInt32, method: SIPMethod) {
        self.number = number
        self.method = method
    }
}

/// What requests and responses share. The fields that every message needs are parsed and checked once; the rest
/// stays in `headers`.
public struct SIPFields: Sendable {
    public var vias: [SIPVia]
    public var from: SIPNameAddress
    public var to: SIPNameAddress
    public var callID: String
    public var cSeq: SIPSequence
    public var contacts: [SIPNameAddress] = []
    /// `Contact: *`
    public var isContactWildcard = false
    public var maxForwards: UInt8?
    /// All header fields but those above, Content-Length and Content-Type.
    public var headers = SIPHeaders()
    /// Lower case, without parameters; nil without a body.
    public var contentType: String?
    /// What follows the type in Content-Type as it came, the first semicolon included.
    var contentParameters: ArraySlice<UInt8> = []
    public var body: ArraySlice<UInt8> = []

    public init(vias: [SIPVia], from: SIPNameAddress, to: SIPNameAddress, callID: String, cSeq: SIPSequence) {
        self.vias = vias
        self.from = from
        self.to = to
        self.callID = callID
        self.cSeq = cSeq
    }

    public mutating func setBody(_ bytes: [UInt8], type: String) {
        self.body = bytes[...]
        self.contentType = type
        self.contentParameters = []
    }

    /// The body when it is SDP, or the part of it that is.
    public var sdp: [UInt8]? {
        guard !self.body.isEmpty else { return nil }
        if self.contentType == "application/sdp" { return Array(self.body) }
        return self.parts?.first { $0.type == "application/sdp" }.map { Array($0.body) }
    }
}

@dynamicMemberLookup
public struct SIPRequest: Sendable {
    public var method: SIPMethod
    public var uri: SIPURI
    public var fields: SIPFields

    public init(_ method: SIPMethod, _ uri: SIPURI, fields: SIPFields) {
        self.method = method
        self.uri = uri
        self.fields = fields
    }

    public subscript<Value>(dynamicMember path: WritableKeyPath<SIPFields, Value>) -> Value {
        get { self.fields[keyPath: path] }
        set { self.fields[keyPath: path] = newValue }
    }

    public subscript<Value>(dynamicMember path: KeyPath<SIPFields, Value>) -> Value { self.fields[keyPath: path] }
}

@dynamicMemberLookup
public struct SIPResponse: Sendable {
    public var status: Int
    public var reason: String
    public var fields: SIPFields

    public init(status: Int, reason: String, fields: SIPFields) {
        self.status = status
        self.reason = reason
        self.fields = fields
    }

    /// The answer to a request: Via, From, To, Call-ID and CSeq copied (RFC 3261 §8.2.6.2).
    /// - Parameter tag: the To tag, used when the request has none and the status is not 100.
    public init(to request: SIPRequest, status: Int, reason: String? = nil, tag: String? = nil) {
        self.status = status
        self.reason = reason ?? SIPStatus.reason(status)
        self.fields = SIPFields(
            vias: request.vias, from: request.from, to: request.to, callID: request.callID, cSeq: request.cSeq)
        if status != 100, let tag, self.fields.to.tag == nil { self.fields.to.tag = tag }
    }

    public subscript<Value>(dynamicMember path: WritableKeyPath<SIPFields, Value>) -> Value {
        get { self.fields[keyPath: path] }
        set { self.fields[keyPath: path] = newValue }
    }

    public subscript<Value>(dynamicMember path: KeyPath<SIPFields, Value>) -> Value { self.fields[keyPath: path] }

    public var isProvisional: Bool { self.status < 200 }
    public var isSuccess: Bool { (200..<300).contains(self.status) }
}
