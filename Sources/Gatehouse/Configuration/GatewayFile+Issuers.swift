import GatehousePolicy

extension GatewayFile {
    /// Reads `trusted_issuers`, a list of mappings.
    static func trustedIssuers(
        _ node: LocatedNode
    ) -> (issuers: [TrustedIssuerSettings], problems: [ConfigurationProblem]) {
        guard case .sequence(let elements) = node.content else {
            let problem = ConfigurationProblem(
                node.location.description,
                "trusted_issuers must be a list",
                suggestion: "write - { name: keycloak, issuer: https://… }"
            )
            return ([], [problem])
        }
        var issuers: [TrustedIssuerSettings] = []
        var problems: [ConfigurationProblem] = []
        for element in elements {
            var reader = TrustedIssuerReader()
            let issuer = reader.read(element)
            for other in issuers where other.name == issuer.name || other.issuer == issuer.issuer {
                reader.report(element, "this issuer stands here twice", "give each another name and issuer")
            }
            issuers.append(issuer)
            problems += reader.problems
        }
        return (issuers, problems)
    }
}
