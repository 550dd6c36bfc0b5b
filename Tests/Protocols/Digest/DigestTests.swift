@testable import Protocols
import Testing
import TestKit
import Vocabulary

@Suite struct DigestTests {
    @Test(
        "MD5 of the vectors of RFC 1321 A.5",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            ("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a"),
        ])
    func md5(_ text: String, _ hash: String) { #expect(DigestAlgorithm.md5.hash(text) == hash) }

    @Test(
        "SHA-256 of the vectors of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        ])
    func sha256(_ text: String, _ hash: String) { #expect(DigestAlgorithm.sha256.hash(text) == hash) }

    @Test("the answer of RFC 2617 §3.5")
    func rfc2617() throws {
        let challenge = try #require(DigestChallenge(#"Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#))
        let answer = DigestResponse(
            to: challenge, credential: DigestCredential(username: "Mufasa", password: "Circle Of Life"), method: SIPMethod("GET"),
            uri: "/dir/index.html", cnonce: "0a4f113b", count: 1)
        #expect(answer.response == "6629fae49393a05397450978507c4ef1")
        #expect(DigestResponse(answer.text) == answer)
    }

    @Test("the SHA-256 answer of RFC 7616 §3.9.1")
    func rfc7616() throws {
        let challenge = try #require(
            DigestChallenge(
                #"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
            ))
        let answer = DigestResponse(
            to: challenge, credential: DigestCredential(username: "Mufasa", password: "Circle of Life"), method: SIPMethod("GET"),
            uri: "/dir/index.html", cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", count: 1)
        #expect(answer.response == "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")
    }

    @Test("a challenge that only offers auth-int, or another scheme, is not met")
    func unmetChallenges() {
        #expect(DigestChallenge(#"Digest realm="a", nonce="b", qop="auth-int""#) == nil)
        #expect(DigestChallenge(#"Basic realm="a""#) == nil)
        #expect(DigestChallenge(#"Digest realm="a""#) == nil)
        #expect(DigestChallenge(#"Digest realm="a", nonce="b", algorithm=SHA-512-256"#) == nil)
    }

    @Test("a secret without a hash of the algorithm proves nothing")
    func missingHash() {
        var tokens = TokenSource(SeededRandom(seed: 3))
        var digest = DigestGuard(realm: "r", tokens: &tokens)
        let challenge = DigestChallenge(digest.challenges(isStale: false, at: .zero)[1])!
        #expect(challenge.algorithm == .md5)
        // The attacker computes with an empty H(A1).
        var answer = DigestResponse(to: challenge, credential: DigestCredential(username: "1001", hashes: [.md5: ""]), method: .register, uri: "sip:r", cnonce: "c", count: 1)
        answer.username = "1001"
        let request = Self.register(authorization: answer.text)
        #expect(digest.check(request, credential: DigestCredential(username: "1001", hashes: [.sha256: "00"]), at: .zero) == .refused)
    }

    @Test("a nonce serves each count once and only for its lifetime")
    func replay() throws {
        var tokens = TokenSource(SeededRandom(seed: 4))
        var digest = DigestGuard(realm: "r", lifetime: .seconds(300), tokens: &tokens)
        let credential = DigestCredential(username: "1001", password: "secret")
        #expect(digest.check(Self.register(authorization: nil), credential: credential, at: .zero) == .challenge(isStale: false))
        let challenge = try #require(DigestChallenge(digest.challenges(isStale: false, at: .zero)[0]))
        func request(count: UInt32, password: String = "secret") -> SIPRequest {
            Self.register(
                authorization: DigestResponse(
                    to: challenge, credential: DigestCredential(username: "1001", password: password), method: .register, uri: "sip:r", cnonce: "c", count: count
                ).text)
        }
        #expect(digest.check(request(count: 1, password: "wrong"), credential: credential, at: .zero) == .refused)
        #expect(digest.check(request(count: 1), credential: nil, at: .zero) == .refused)
        #expect(digest.check(request(count: 1), credential: credential, at: .zero) == .accepted(username: "1001"))
        #expect(digest.check(request(count: 1), credential: credential, at: .zero) == .challenge(isStale: true))
        #expect(digest.check(request(count: 2), credential: credential, at: .zero + .seconds(299)) == .accepted(username: "1001"))
        #expect(digest.check(request(count: 3), credential: credential, at: .zero + .seconds(301)) == .challenge(isStale: true))
    }

    /// RFC 7616 §3.3: else the phone would ask its owner for a password that is right.
    @Test("a nonce of another instance or of before a restart is stale for whoever knows the password, and just a nonce for others")
    func anotherInstancesNonce() throws {
        var tokens = TokenSource(SeededRandom(seed: 6))
        var before = DigestGuard(realm: "r", tokens: &tokens), after = DigestGuard(realm: "r", tokens: &tokens)
        let credential = DigestCredential(username: "1001", password: "secret")
        let challenge = try #require(DigestChallenge(before.challenges(isStale: false, at: .zero)[0]))
        func request(_ password: String) -> SIPRequest {
            let known = DigestCredential(username: "1001", password: password)
            return Self.register(authorization: DigestResponse(to: challenge, credential: known, method: .register, uri: "sip:r", cnonce: "c", count: 7).text)
        }
        #expect(after.check(request("secret"), credential: credential, at: .zero) == .challenge(isStale: true))
        #expect(after.check(request("guess"), credential: credential, at: .zero) == .challenge(isStale: false))
        #expect(after.check(request("secret"), credential: nil, at: .zero) == .challenge(isStale: false))
        // Late and wrong is wrong.
        #expect(before.check(request("guess"), credential: credential, at: .zero + .seconds(301)) == .challenge(isStale: false))
    }

    @Test("phones that are challenged at the same moment do not use up each other's nonce")
    func nonceEach() throws {
        var tokens = TokenSource(SeededRandom(seed: 5))
        var digest = DigestGuard(realm: "r", tokens: &tokens)
        let credential = DigestCredential(username: "1001", password: "secret")
        let challenges = try (0..<3).map { _ in try #require(DigestChallenge(digest.challenges(isStale: false, at: .zero + .seconds(9))[0])) }
        #expect(Set(challenges.map(\.nonce)).count == 3)
        for challenge in challenges {
            let answer = DigestResponse(to: challenge, credential: credential, method: .register, uri: "sip:r", cnonce: "c", count: 1)
            #expect(digest.check(Self.register(authorization: answer.text), credential: credential, at: .zero + .seconds(9)) == .accepted(username: "1001"))
        }
    }

    static func register(authorization: String?) -> SIPRequest {
        let uri = SIPURI(user: "1001", host: "r")
        var fields = SIPFields(vias: [], from: SIPNameAddress(uri: uri, tag: "t"), to: SIPNameAddress(uri: uri), callID: "c", cSeq: SIPSequence(number: 1, method: .register))
        if let authorization { fields.headers.append(.authorization, authorization) }
        return SIPRequest(.register, SIPURI(host: "r"), fields: fields)
    }
}
