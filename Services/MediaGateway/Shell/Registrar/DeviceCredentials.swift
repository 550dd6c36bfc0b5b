import Protocols
import Security

/// Phones' secrets from those who were provisioned.
struct DeviceCredentials: PhoneCredentials {
    let people: People

    func credential(of phone: String) async throws -> DigestCredential? {
        try await people.device(phone).map { DigestCredential(username: $0.phone, hashes: [.md5: $0.ha1MD5, .sha256: $0.ha1SHA256]) }
    }
}
