import GatehouseOAuth
import Metrics

/// Counts what the OAuth endpoints answer, with handles that are made once.
struct OAuthMetrics: Sendable {
    private let issued: [GrantType: Counter]
    private let errors: [OAuthEndpoint: [OAuthError.Code: Counter]]

    init(factory: any MetricsFactory = MetricsSystem.factory) {
        var issued: [GrantType: Counter] = [:]
        for grant in GrantType.allCases {
            let dimensions = [("grant", grant.rawValue)]
            issued[grant] = Counter(label: "oauth.token.issued", dimensions: dimensions, factory: factory)
        }
        var errors: [OAuthEndpoint: [OAuthError.Code: Counter]] = [:]
        for endpoint in OAuthEndpoint.allCases {
            for code in OAuthError.Code.allCases {
                let dimensions = [("endpoint", endpoint.rawValue), ("code", code.rawValue)]
                errors[endpoint, default: [:]][code] =
                    Counter(label: "oauth.errors", dimensions: dimensions, factory: factory)
            }
        }
        self.issued = issued
        self.errors = errors
    }

    /// A token went out for the grant.
    func tokenIssued(_ grant: GrantType?) {
        guard let grant else { return }
        issued[grant]?.increment()
    }

    /// The endpoint answered with the code.
    func failed(_ endpoint: OAuthEndpoint, _ code: OAuthError.Code) {
        errors[endpoint]?[code]?.increment()
    }
}
