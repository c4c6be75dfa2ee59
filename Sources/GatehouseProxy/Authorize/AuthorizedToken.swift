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
    /// How the application that asked last sees a token of another issuer; one at most, so that memory stays bounded.
    private var lastView: (application: Int, view: AuthorizedToken)?
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

    /// The memory that this entry is accounted with, in bytes: the token, its claims and the derived lines, and for a
    /// token of another issuer the same again as an application sees it.
    var cost: Int {
        let own = bytes.count * 3 + identityLines.count + 512
        return facts.token.foreignIssuer == nil ? own : 2 * own
    }

    /// How an application sees it, if that was the last to ask; entries do not outlive the policy that they were made by.
    func view(for application: Int) -> AuthorizedToken? {
        guard let lastView, lastView.application == application else { return nil }
        return lastView.view
    }

    /// Makes what an application sees: the same token with that application's scopes.
    func makeView(for application: Int, scopes: [String], claims: [String]) -> AuthorizedToken {
        let token = facts.token.with(scopes: scopes)
        let view = AuthorizedToken(bytes: bytes, hash: hash, token: token, claims: claims)
        lastView = (application, view)
        return view
    }
}

extension Principal {
    /// Takes the facts that a policy looks at from a verified token.
    init(_ token: VerifiedToken, claims names: [String]) {
        self.init(
            subject: token.subject,
            client: token.clientID,
            kind: token.isOfClient ? .client : .user,
            scopes: token.scopes,
            authenticationTime: token.authenticationTime,
            claims: token.claims.claimValues(named: names),
            issuer: token.foreignIssuer
        )
    }
}

extension VerifiedToken {
    /// Whether a program speaks for itself.
    fileprivate var isOfClient: Bool {
        // RFC 9068 §5: a client that acts for itself is its own subject.
        if subject.utf8.elementsEqual(clientID.utf8) { return true }
        guard foreignIssuer != nil else { return false }
        // What Entra and Auth0 say instead.
        return claims["idtyp"] == "app" || claims["gty"] == "client-credentials"
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
