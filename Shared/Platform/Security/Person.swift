import Vocabulary

/// What somebody who signs in may do.
public enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    /// Takes calls at the desk.
    case agent
    /// Sees figures and every conversation of the tenant.
    case supervisor
    /// Changes what is provisioned.
    case administrator
    /// Sees who saw what, and nothing of what was seen.
    case auditor
}

/// Somebody who signs in.
public struct Person: Hashable, Sendable {
    /// How they sign in, and how agents are known everywhere else.
    public var id: AgentID
    public var tenant: TenantID
    public var name: Masked<String>
    public var roles: Set<Role>
    /// The user part of their phone, where they have one.
    public var phone: String?

    public init(id: AgentID, tenant: TenantID, name: Masked<String>, roles: Set<Role>, phone: String? = nil) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.roles = roles
        self.phone = phone
    }
}

/// What a phone's digest authentication is checked against (RFC 8760): `HA1 = H(user:realm:password)` in hexadecimal.
public struct DeviceCredential: Hashable, Sendable {
    public var phone: String
    public var person: AgentID
    public var tenant: TenantID
    public var realm: String
    public var ha1MD5: String
    public var ha1SHA256: String

    public init(phone: String, person: AgentID, tenant: TenantID, realm: String, password: String) {
        self.phone = phone
        self.person = person
        self.tenant = tenant
        self.realm = realm
        let text = "\(phone):\(realm):\(password)".utf8
        ha1MD5 = Hex.encode(Digest.md5(text))
        ha1SHA256 = Hex.encode(Digest.sha256(text))
    }

    init(phone: String, person: AgentID, tenant: TenantID, realm: String, ha1MD5: String, ha1SHA256: String) {
        self.phone = phone
        self.person = person
        self.tenant = tenant
        self.realm = realm
        self.ha1MD5 = ha1MD5
        self.ha1SHA256 = ha1SHA256
    }
}
