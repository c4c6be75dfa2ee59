import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// What the token said, as facts if it was verified, else as claims.
struct DecisionToken: Sendable, Equatable {
    /// One line: a name and what stands beside it.
    struct Fact: Sendable, Equatable {
        let name: String
        let text: String
        let isCode: Bool
        /// A path of the dashboard; nil for plain text.
        let link: String?
    }

    let isVerified: Bool
    /// "56 minutes left", seen from now; nil if it does not say.
    let left: String?
    let facts: [Fact]
    let scopes: [String]
    let hasScopes: Bool
    /// The page that asks before the grant is taken back; nil where nothing can be believed.
    let revokeLink: String?

    init(_ token: TokenFacts, _ decision: RecordedDecision, names: DirectoryNames, now: Int64) {
        isVerified = token.isVerified
        left = token.expiresAt.map { end in
            let (seconds, overflow) = end.subtractingReportingOverflow(now)
            guard !overflow, seconds > 0 else { return "expired by now" }
            return DecisionText.span(seconds) + " left"
        }
        scopes = token.scopes.map { DecisionText.cut($0, to: 120) }
        hasScopes = !token.scopes.isEmpty
        let grant = token.isOurs ? Self.grant(of: token) : nil
        revokeLink = grant.map { DecisionLink.grant($0) }
        facts = Self.parties(token, names) + Self.times(token) + Self.marks(token, grant)
    }

    /// What stands before the dot of `jti`.
    private static func grant(of token: TokenFacts) -> String? {
        guard let id = token.tokenID, let dot = id.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        return String(Substring(id.utf8[..<dot]))
    }

    private static func parties(_ token: TokenFacts, _ names: DirectoryNames) -> [Fact] {
        var facts: [Fact] = []
        if let id = token.client {
            let party = token.isOurs ? DecisionParty.client(id, names: names) : nil
            facts.append(fact("Client", party?.name ?? id, link: party?.link))
            facts.append(fact("Client id", id, isCode: true))
        }
        if let id = token.subject {
            let isClient = token.client.map { $0.hasSameBytes(as: id) } ?? false
            let party = token.isOurs && !isClient ? DecisionParty.person(id, names: names) : nil
            facts.append(fact("Subject", isClient ? "the client itself" : party?.name ?? id, link: party?.link))
            if party?.link != nil { facts.append(fact("Subject id", id, isCode: true)) }
        }
        facts += token.issuer.map { [fact("Issuer", $0, isCode: true)] } ?? []
        facts += token.issuerName.map { [fact("Trusted as", $0, isCode: true)] } ?? []
        facts += token.audience.prefix(8).map { fact("Audience", $0, isCode: true) }
        return facts
    }

    private static func times(_ token: TokenFacts) -> [Fact] {
        let times: [(name: String, seconds: Int64?)] = [
            ("Issued", token.issuedAt), ("Expires", token.expiresAt), ("Signed in", token.authenticationTime),
        ]
        return times.compactMap { time in
            time.seconds.map { fact(time.name, PageTime($0, now: $0).precise) }
        }
    }

    private static func marks(_ token: TokenFacts, _ grant: String?) -> [Fact] {
        var facts: [Fact] = []
        for (name, value) in token.claims.sorted(by: { $0.key < $1.key }).prefix(32) {
            facts.append(fact("Claim \(DecisionText.cut(name, to: 64))", value, isCode: true))
        }
        let key = [token.algorithm, token.keyID].compactMap(\.self).joined(separator: ", key ")
        if !key.isEmpty { facts.append(fact("Signed", key, isCode: true)) }
        if token.isBound { facts.append(fact("Bound", "to a key or a certificate")) }
        if let grant { facts.append(fact("Grant", grant, isCode: true)) }
        if let id = token.tokenID { facts.append(fact("Token", id, isCode: true)) }
        if let id = token.sessionID { facts.append(fact("Session", id, isCode: true)) }
        return facts
    }

    private static func fact(_ name: String, _ text: String, isCode: Bool = false, link: String? = nil) -> Fact {
        Fact(name: name, text: DecisionText.cut(text, to: 300), isCode: isCode, link: link)
    }
}

extension TokenFacts {
    /// Whether our own signature vouches for it; clients and people of another issuer are none of ours.
    fileprivate var isOurs: Bool { isVerified && issuerName == nil }
}
