import GatehouseJOSE
import GatehousePolicy

/// Holds the facts of one verified token in the forms that requests need, ready to use again.
///
/// Facts only: whether the token is still good, and what it may do, is asked anew for every request.
final class AuthorizedToken {
    /// The token as it was presented, compared byte for byte on a hit.
    let bytes: [UInt8]
    /// What outlives the request in its record.
    let facts: AdmittedToken
    /// Whether it takes a proof of possession to use it.
    let isBound: Bool
    /// Only asked for once something was revoked.
    private(set) lazy var names = TokenNames(facts.token)
    /// The `X-Gatehouse-*` header lines that tell the upstream who calls.
    let identityLines: [UInt8]
    /// The generation of the revocation table at which this token was last found good.
    var revocationGeneration: UInt64 = 0
    /// Set by every hit, cleared by the clock hand.
    var isRecentlyUsed = true
    /// The seeded hash under which the cache files it.
    let hash: UInt64

    /// - Parameters:
    ///   - bytes: The token as presented.
    ///   - hash: The cache's hash of it.
    ///   - token: What its issuer vouches for.
    ///   - claims: The names of the claims that the policy looks at.
    init(bytes: [UInt8], hash: UInt64, token: VerifiedToken, claims: [String]) {
        self.bytes = bytes
        self.hash = hash
        let principal = Principal(token, claims: claims)
        self.facts = AdmittedToken(token: token, principal: principal)
        self.isBound = token.isBound
        self.identityLines = IdentityLines.lines(for: token, kind: principal.kind)
    }

    /// The memory that this entry is accounted with, in bytes: the token, its claims and the derived lines.
    var cost: Int { bytes.count * 3 + identityLines.count + 512 }
}

extension Principal {
    /// Takes the facts that a policy looks at from a verified token.
    init(_ token: VerifiedToken, claims names: [String]) {
        // RFC 9068 §5: a client that acts for itself is its own subject.
        let isClient = token.subject.utf8.elementsEqual(token.clientID.utf8)
        self.init(
            subject: token.subject,
            client: token.clientID,
            kind: isClient ? .client : .user,
            scopes: token.scopes,
            authenticationTime: token.authenticationTime,
            claims: token.claims.claimValues(named: names)
        )
    }
}

extension JSONObject {
    /// The members with these names as values that a policy compares.
    func claimValues(named names: [String]) -> [String: ClaimValue] {
        var values: [String: ClaimValue] = [:]
        for name in names { values[name] = self[name].map { ClaimValue($0) } }
        return values
    }
}

extension ClaimValue {
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(number)
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .array(let values): self = .array(values.map { ClaimValue($0) })
        case .object(let object): self = .object(object.claimValues(named: object.members.map(\.name)))
        }
    }
}
