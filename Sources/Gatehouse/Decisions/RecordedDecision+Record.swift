import GatehousePolicy
import GatehouseProxy

extension RecordedDecision {
    /// Explains a finished request; texts that the caller chose are cut to sane lengths.
    init(_ record: AccessRecord) {
        let token = record.token.map { TokenFacts($0) } ?? record.presentedToken.flatMap { TokenFacts(peekingInto: $0) }
        self.init(
            time: record.time,
            requestID: (record.foreignRequestID ?? record.requestID.description).cut(to: TextLimit.identifier),
            peer: record.peer,
            method: record.method.cut(to: TextLimit.method),
            path: record.path.cut(to: TextLimit.path),
            application: record.application,
            route: record.route,
            // What nobody vouches for is shown among the token's facts and found under nobody's name.
            client: record.client?.cut(to: TextLimit.identifier),
            subject: record.subject?.cut(to: TextLimit.identifier),
            reason: record.reason.name,
            detail: record.detail?.cut(to: TextLimit.identifier),
            isPermit: record.reason.isPermit,
            status: record.status,
            upstreamFailure: record.upstreamFailure,
            duration: record.duration,
            upstreamDuration: record.upstreamDuration,
            explanation: DecisionExplanation(record),
            token: token
        )
    }
}

extension DecisionExplanation {
    /// Compares the route's conditions with the caller, at the time of the request; nil if no route was chosen.
    fileprivate init?(_ record: AccessRecord) {
        guard let application = record.compiledApplication, let route = record.compiledRoute else { return nil }
        // These never come to what the route asks for.
        guard ![.preflight, .preflightRefused, .rateLimited].contains(record.reason) else { return nil }
        let explainer = RouteExplainer(
            route: route,
            audience: application.audience,
            principal: record.token?.principal,
            tokenRefusal: Self.tokenRefusal(record),
            now: record.time / 1_000
        )
        self.init(route, of: explainer)
    }

    private static func tokenRefusal(_ record: AccessRecord) -> String? {
        switch record.reason {
        case .invalidToken: record.detail ?? "not valid"
        case .invalidProof: "its DPoP proof, \(record.detail ?? "not valid")"
        case .useNonce: "its DPoP proof needs a nonce"
        case .issuerUnavailable: "its issuer cannot be reached"
        case .invalidRequest: "not well-formed"
        default: nil
        }
    }
}
