import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Logging

/// Answers for an OAuth endpoint when it failed: counts, logs what a human should see, leaks nothing.
struct EndpointRescue: Sendable {
    let endpoint: OAuthEndpoint
    let metrics: OAuthMetrics

    /// The answer to the failure.
    func response(to request: Request, failure: EndpointFailure, logger: Logger) -> Response {
        let usedAuthorization = request.headers.contains(.authorization)
        switch failure {
        case .refused(let error):
            note(error, logger)
            return error.response(usedAuthorization: usedAuthorization)
        case .bodyTooLarge:
            let error = OAuthError(.invalidRequest, "The body is larger than 64 KiB.")
            note(error, logger)
            return error.response(usedAuthorization: usedAuthorization, status: .contentTooLarge)
        case .brokenConnection(let cause):
            // Not counted, and never above `debug`: else whoever can connect could fill the log.
            logger.debug(
                "oauth request broke off",
                metadata: ["oauth.endpoint": "\(endpoint.rawValue)", "oauth.detail": "\(cause)"]
            )
            return OAuthError(.invalidRequest, "The body is not complete.").response(usedAuthorization: false)
        }
    }

    /// Counts a failure, and logs it as loudly as a human should hear of it.
    func note(_ error: OAuthError, _ logger: Logger) {
        metrics.failed(endpoint, error.code)
        let level: Logger.Level =
            switch error.code {
            case .serverError: .error
            case .temporarilyUnavailable: .warning
            default: .debug
            }
        logger.log(
            level: level,
            "oauth request failed",
            metadata: [
                "oauth.endpoint": "\(endpoint.rawValue)",
                "oauth.error": "\(error.code.rawValue)",
                "oauth.detail": "\(error.detail ?? error.description)",
            ]
        )
    }
}
