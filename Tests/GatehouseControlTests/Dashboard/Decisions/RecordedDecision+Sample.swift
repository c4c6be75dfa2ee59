import GatehousePolicy

extension RecordedDecision {
    /// A request of the client `web` for Ada on the route `POST /data`, a second before the fixture's time.
    static func sample(
        _ reason: String = "permitted",
        detail: String? = nil,
        status: Int = 200,
        sequence: Int64 = 1,
        requestID: String = "9c41f07be2d83a56",
        method: String = "POST",
        path: String = "/tstapp/data",
        application: String? = "tstapp",
        route: String? = "POST /data",
        client: String? = "web",
        subject: String? = "00000000-0000-4000-8000-000000000001",
        upstreamFailure: String? = nil,
        time: Int64 = DashboardFixture.now * 1_000 - 1_000,
        conditions: [ExplainedCondition]? = [.goodToken],
        scopes: [String] = ["tstapp_data.write"],
        token: TokenFacts? = .sample()
    ) -> RecordedDecision {
        RecordedDecision(
            sequence: sequence,
            time: time,
            requestID: requestID,
            peer: "192.0.2.14",
            method: method,
            path: path,
            application: application,
            route: route,
            client: client,
            subject: subject,
            reason: reason,
            detail: detail,
            isPermit: ["permitted", "issuer"].contains(reason),
            status: status,
            upstreamFailure: upstreamFailure,
            duration: 1_240,
            upstreamDuration: reason == "permitted" ? 900 : nil,
            explanation: conditions.map {
                DecisionExplanation(
                    place: "policies/app1.yaml:13",
                    tokenNeed: "required",
                    conditions: $0,
                    sufficientScopes: scopes,
                    areScopesEnough: true
                )
            },
            token: token
        )
    }
}

extension TokenFacts {
    static func sample(
        isVerified: Bool = true,
        scopes: [String] = ["tstapp_data.read"],
        audience: [String] = ["http://localhost:8080/tstapp"],
        subject: String? = "00000000-0000-4000-8000-000000000001",
        isBound: Bool = false,
        expiresAt: Int64 = DashboardFixture.now + 3_360
    ) -> TokenFacts {
        TokenFacts(
            isVerified: isVerified,
            issuer: "http://localhost:8080",
            subject: subject,
            client: "web",
            keyID: "2026-11",
            algorithm: "ES256",
            audience: audience,
            scopes: scopes,
            issuedAt: DashboardFixture.now - 240,
            expiresAt: expiresAt,
            authenticationTime: DashboardFixture.now - 260,
            tokenID: "grantgrant.token1",
            sessionID: "sid-1",
            isBound: isBound,
            claims: ["department": "finance"]
        )
    }
}

extension ExplainedCondition {
    static let goodToken = condition("token", "a valid one for http://localhost:8080/tstapp", "one", true)

    static func condition(_ subject: String, _ wanted: String, _ actual: String, _ isMet: Bool) -> ExplainedCondition {
        ExplainedCondition(subject: subject, wanted: wanted, actual: actual, isMet: isMet)
    }

    /// What a token that was not accepted comes to.
    static func badToken(_ detail: String) -> ExplainedCondition {
        condition("token", goodToken.wanted, "refused: \(detail)", false)
    }
}
