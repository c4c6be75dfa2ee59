import GatehousePolicy

/// A fact by its bytes: texts that Swift calls equal, and that differ in their Unicode form, are two facts.
struct FactKey: Hashable {
    private let fact: FactCache.Fact
    /// The texts of the fact in their order, where they are not ASCII; each ends with a byte that no text has.
    private let forms: [UInt8]

    init(_ fact: FactCache.Fact) {
        self.fact = fact
        var forms: [UInt8] = []
        Self.eachText(of: fact) { text in
            if !text.utf8.allSatisfy({ $0 < 0x80 }) { forms += text.utf8 }
            forms.append(0xFF)
        }
        self.forms = forms
    }

    private static func eachText(of fact: FactCache.Fact, _ body: (String) -> Void) {
        switch fact {
        case .explanation(let explanation):
            body(explanation.place)
            body(explanation.tokenNeed)
            for condition in explanation.conditions {
                body(condition.subject)
                body(condition.wanted)
                body(condition.actual)
            }
            explanation.sufficientScopes.forEach(body)
        case .token(let token):
            let names = [
                token.issuer, token.issuerName, token.subject, token.client, token.keyID, token.algorithm,
                token.tokenID, token.sessionID,
            ]
            for name in names { body(name ?? "") }
            token.audience.forEach(body)
            token.scopes.forEach(body)
            // Equal dictionaries need not have the same order.
            for (name, value) in token.claims.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                body(name)
                body(value)
            }
        }
    }
}
