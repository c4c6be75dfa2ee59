import GatehouseJOSE
import GatehousePolicy

/// Reads one element of `trusted_issuers`.
struct TrustedIssuerReader {
    private static let keys = [
        "name", "issuer", "jwks_uri", "audience", "algorithms", "token_type", "claims", "introspection", "ca",
        "keys_max_age_seconds",
    ]
    private static let claimKeys = ["subject", "client", "scope"]
    private static let introspectionKeys = ["endpoint", "client_id", "client_secret_file", "cache_seconds"]
    /// What would be taken for our own, or for a URL where names of several issuers stand side by side.
    private static let reservedNames = [KnownIssuer.own, "http", "https"]

    private(set) var problems: [ConfigurationProblem] = []

    mutating func read(_ element: LocatedNode) -> TrustedIssuerSettings {
        let found = fields(element, "an element of trusted_issuers", Self.keys)
        var settings = TrustedIssuerSettings(name: "", issuer: "")
        if let node = required("name", found, element) { settings.name = name(node) }
        if let node = required("issuer", found, element) { settings.issuer = url(node, "issuer") }
        if let node = found["jwks_uri"] {
            settings.keysURL = url(node, "jwks_uri", allowsQuery: true)
        }
        if let node = found["audience"] { settings.audiences = texts(node, "audience") }
        if let node = found["algorithms"] { settings.rules.algorithms = algorithms(node) }
        if let node = found["token_type"] { settings.rules.types = types(node) }
        if let node = found["claims"] { readClaims(node, &settings.rules) }
        if let node = found["introspection"] { settings.introspection = introspection(node) }
        if let node = found["ca"] { settings.authorities = text(node, "ca") }
        if let node = found["keys_max_age_seconds"] {
            settings.keysMaximumAge = number(node, "keys_max_age_seconds", in: 10...604_800) ?? 3_600
        }
        return settings
    }

    mutating func report(_ node: LocatedNode, _ message: String, _ suggestion: String? = nil) {
        problems.append(ConfigurationProblem(node.location.description, message, suggestion: suggestion))
    }

    private mutating func name(_ node: LocatedNode) -> String {
        let name = text(node, "name") ?? ""
        let isPlain = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        if !name.isEmpty, !isPlain || name.utf8.count > 63 || Self.reservedNames.contains(name) {
            report(
                node,
                "\(name) is no name of an issuer",
                "use lowercase letters, digits and hyphens, but not \(Self.reservedNames.joined(separator: ", "))"
            )
        }
        return name
    }

    private mutating func url(_ node: LocatedNode, _ what: String, allowsQuery: Bool = false) -> String {
        let url = text(node, what) ?? ""
        if !url.isEmpty, IssuerURL.parts(url, allowsQuery: allowsQuery) == nil {
            report(node, "\(what) is not an https URL", "write https://HOST/PATH; http is for this machine alone")
        }
        return url
    }

    private mutating func algorithms(_ node: LocatedNode) -> [SigningAlgorithm] {
        var algorithms: [SigningAlgorithm] = []
        for name in texts(node, "algorithms") {
            if let algorithm = SigningAlgorithm(name: name) {
                algorithms.append(algorithm)
            } else {
                let known = SigningAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
                report(node, "\(name) is no algorithm that tokens may be signed with here", "write some of \(known)")
            }
        }
        return algorithms
    }

    private mutating func types(_ node: LocatedNode) -> [String] {
        texts(node, "token_type")
            .map { type in
                let type = type.lowercased()
                let prefix = "application/"
                return type.hasPrefix(prefix) ? String(type.dropFirst(prefix.count)) : type
            }
    }

    private mutating func readClaims(_ node: LocatedNode, _ rules: inout ForeignTokenRules) {
        let found = fields(node, "claims", Self.claimKeys)
        if let node = found["subject"] { rules.subject = texts(node, "claims.subject") }
        if let node = found["client"] { rules.client = texts(node, "claims.client") }
        if let node = found["scope"] { rules.scopes = texts(node, "claims.scope") }
    }

    private mutating func introspection(_ node: LocatedNode) -> TrustedIssuerSettings.Introspection {
        let found = fields(node, "introspection", Self.introspectionKeys)
        var terms = TrustedIssuerSettings.Introspection(endpoint: "", clientID: "", secretFile: "")
        if let node = required("endpoint", found, node) {
            terms.endpoint = url(node, "introspection.endpoint", allowsQuery: true)
        }
        if let node = required("client_id", found, node) {
            terms.clientID = text(node, "introspection.client_id") ?? ""
        }
        if let node = required("client_secret_file", found, node) {
            terms.secretFile = text(node, "introspection.client_secret_file") ?? ""
        }
        if let node = found["cache_seconds"] {
            terms.cacheSeconds = number(node, "introspection.cache_seconds", in: 1...3_600) ?? 60
        }
        return terms
    }

    // MARK: Shapes

    private mutating func fields(_ node: LocatedNode, _ what: String, _ known: [String]) -> [String: LocatedNode] {
        guard case .mapping(let entries) = node.content else {
            report(node, "\(what) must be a mapping", "its keys are \(known.joined(separator: ", "))")
            return [:]
        }
        var fields: [String: LocatedNode] = [:]
        for entry in entries {
            let name = entry.key.text ?? "this key"
            if !known.contains(name) {
                let advice = Suggestion.nearest(to: name, among: known)
                report(
                    entry.key,
                    "there is no setting \(name) in \(what)",
                    advice ?? "its keys are \(known.joined(separator: ", "))"
                )
            } else if fields[name] != nil {
                report(entry.key, "\(name) stands here twice")
            } else {
                fields[name] = entry.value
            }
        }
        return fields
    }

    private mutating func required(
        _ name: String,
        _ fields: [String: LocatedNode],
        _ element: LocatedNode
    ) -> LocatedNode? {
        // What is no mapping was reported as that.
        guard case .mapping = element.content else { return nil }
        if fields[name] == nil { report(element, "there is no \(name)", "write \(name): …") }
        return fields[name]
    }

    private mutating func text(_ node: LocatedNode, _ what: String) -> String? {
        guard let text = node.text, !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            report(node, "\(what) must be a text")
            return nil
        }
        return text
    }

    /// The texts of a list; one text is a list of one.
    private mutating func texts(_ node: LocatedNode, _ what: String) -> [String] {
        guard case .sequence(let elements) = node.content else { return text(node, what).map { [$0] } ?? [] }
        if elements.isEmpty { report(node, "\(what) names none", "name at least one, or leave the key out") }
        return elements.compactMap { text($0, "an element of \(what)") }
    }

    private mutating func number(_ node: LocatedNode, _ what: String, in range: ClosedRange<Int64>) -> Int64? {
        guard case .scalar(let text, isPlain: true) = node.content, let number = Int64(text), range.contains(number)
        else {
            report(node, "\(what) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }
}
