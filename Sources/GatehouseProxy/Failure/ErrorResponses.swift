import GatehouseJOSE
import GatehousePolicy
import NIOCore

/// The one table from refusals to responses (contract §5, RFC 9457).
enum ErrorResponses {
    /// The row of a refusal; nil for a client that is gone and gets none.
    static func response(to refusal: Refusal) -> ErrorResponse? {
        switch refusal {
        case .malformed(let refusal):
            ErrorResponse(status: refusal.status, error: refusal.error, detail: refusal.detail, closes: true)
        case .path(let refusal):
            ErrorResponse(status: 400, error: "invalid_path", detail: refusal.detail)
        case .noRoute:
            ErrorResponse(status: 404, error: "no_route")
        case .methodNotAllowed(let allow):
            ErrorResponse(status: 405, error: "method_not_allowed", allow: allow)
        case .denied(let denial):
            response(to: denial)
        case .invalidToken(let rejection):
            ErrorResponse(
                status: 401,
                error: "invalid_token",
                detail: rejection.description,
                challenge: .invalidToken(description: rejection.description)
            )
        case .issuerUnavailable(let seconds):
            ErrorResponse(
                status: 503,
                error: "issuer_unavailable",
                detail: "The access token's issuer cannot be reached: try again in \(seconds) s",
                retryAfter: seconds
            )
        case .invalidProof(let refusal):
            ErrorResponse(
                status: 401,
                error: "invalid_dpop_proof",
                detail: refusal.description,
                challenge: .invalidProof(description: refusal.description)
            )
        case .useNonce(let nonce):
            response(asking: nonce)
        case .invalidRequest:
            ErrorResponse(
                status: 400,
                error: "invalid_request",
                detail: "The request must carry one well-formed Authorization header field"
            )
        case .upgrade(let refusal):
            response(to: refusal)
        case .serviceWorkerScript:
            ErrorResponse(
                status: 403,
                error: "service_worker_refused",
                detail: "No service worker may be installed on the issuer's origin"
            )
        case .rateLimited(let refusal):
            ErrorResponse(
                status: 429,
                error: "rate_limited",
                detail: "Too many requests: try again in \(refusal.retryAfter) s",
                retryAfter: refusal.retryAfter
            )
        case .preflight:
            // It has a writer of its own.
            ErrorResponse(status: 204, error: "preflight")
        case .redirected(let url):
            ErrorResponse(
                status: 308,
                error: "https_required",
                detail: "This resource is reached over TLS",
                location: url
            )
        case .bodyTooLarge:
            ErrorResponse(status: 413, error: "body_too_large", closes: true)
        case .headTimeout:
            ErrorResponse(status: 408, error: "head_timeout", closes: true)
        case .gateway(let failure):
            response(to: failure)
        }
    }

    /// RFC 9449 §9: the client tries again with this nonce.
    private static func response(asking nonce: String) -> ErrorResponse {
        let detail = "The DPoP proof must carry the nonce of this answer"
        return ErrorResponse(
            status: 401,
            error: "use_dpop_nonce",
            detail: detail,
            challenge: .useNonce(description: detail),
            nonce: nonce
        )
    }

    private static func response(to refusal: UpgradeRefusal) -> ErrorResponse {
        var response = ErrorResponse(
            status: refusal.status,
            error: refusal.error,
            detail: refusal.detail,
            closes: true
        )
        response.offersWebSocket = refusal == .otherVersion
        return response
    }

    private static func response(to denial: Denial) -> ErrorResponse {
        switch denial {
        case .missingToken:
            ErrorResponse(status: 401, error: "missing_token", challenge: .missingToken)
        case .insufficientScope:
            ErrorResponse(status: 403, error: "insufficient_scope", challenge: .insufficientScope)
        case .clientNotAllowed:
            ErrorResponse(status: 403, error: "client_not_allowed")
        case .claimNotAllowed:
            ErrorResponse(status: 403, error: "claim_not_allowed")
        case .signInTooOld(let maxAge, .user):
            ErrorResponse(
                status: 401,
                error: "insufficient_user_authentication",
                challenge: .insufficientAuthentication(maxAge: maxAge)
            )
        case .signInTooOld(_, .client):
            // A program cannot sign in again: a challenge would send it in circles.
            ErrorResponse(status: 403, error: "sign_in_too_old")
        }
    }

    private static func response(to failure: GatewayFailure) -> ErrorResponse? {
        switch failure.kind {
        case .unreachable, .badCertificate: ErrorResponse(status: 503, error: "upstream_unreachable")
        case .overloaded: ErrorResponse(status: 503, error: "upstream_overloaded")
        case .quotaUnavailable: ErrorResponse(status: 503, error: "quota_unavailable")
        case .concurrency: ErrorResponse(status: 503, error: "upstream_overloaded")
        case .responseTooLarge: ErrorResponse(status: 502, error: "upstream_response_too_large")
        case .failureStatus, .certificateRefused: ErrorResponse(status: 502, error: "upstream_failed")
        case .connectTimeout: ErrorResponse(status: 504, error: "upstream_timeout")
        case .responseTimeout: ErrorResponse(status: 504, error: "upstream_timeout")
        case .stalledBody where failure.origin == .downstream:
            ErrorResponse(status: 408, error: "body_timeout", closes: true)
        case .stalledBody: ErrorResponse(status: 504, error: "upstream_timeout")
        case .noWebSocket: ErrorResponse(status: 501, error: "upstream_no_websocket")
        case .brokenResponse: ErrorResponse(status: 502, error: "upstream_broken_response")
        case .closedEarly, .truncatedResponse: ErrorResponse(status: 502, error: "upstream_closed")
        // These have answers of their own.
        case .requestTooLarge, .brokenRequest: nil
        // No answer stands behind part of another.
        case .clientClosed, .tokenEnded, .webSocketViolation, .webSocketIdle: nil
        }
    }

    /// The status of a refusal; 0 for a client that is gone.
    static func status(of refusal: Refusal, toGRPC isToGRPC: Bool = false) -> Int {
        guard let response = response(to: refusal) else { return 0 }
        return isToGRPC && refusal.hasGRPCStatus ? GRPCRefusalWriter.status : response.status
    }

    /// Writes a whole response.
    ///
    /// - Parameters:
    ///   - refusal: Why.
    ///   - challenge: The application and route that refused; nil where none was chosen.
    ///   - isToHead: Whether the request was a HEAD, which gets no body.
    ///   - isToGRPC: Whether the request was a call of gRPC, which gets its status in a field.
    ///   - closes: Whether the connection closes afterwards; some refusals close in any case.
    ///   - name: The value of `X-Request-Id` and `request_id`.
    ///   - added: More whole lines; empty for none.
    ///   - date: The whole ready-made `Date` line with its CRLF.
    ///   - strictTransport: The whole `Strict-Transport-Security` line; empty for none.
    ///   - output: What it is appended to; unchanged for a client that is gone.
    static func write(
        _ refusal: Refusal,
        challenge: ChallengeContext?,
        toHead isToHead: Bool,
        toGRPC isToGRPC: Bool = false,
        closes: Bool,
        name: RequestName,
        added: [UInt8] = [],
        date: [UInt8],
        strictTransport: [UInt8] = [],
        into output: inout ByteBuffer
    ) {
        if case .preflight(let answer) = refusal {
            let writer = PreflightWriter(answer: answer, name: name, strictTransport: strictTransport)
            return writer.write(closes: closes, date: date, into: &output)
        }
        guard let response = response(to: refusal) else { return }
        let writer = ErrorResponseWriter(
            response: response,
            challenge: challenge,
            name: name,
            added: added,
            strictTransport: strictTransport
        )
        if isToGRPC, refusal.hasGRPCStatus {
            return GRPCRefusalWriter(writer: writer)
                .write(closes: closes || response.closes, date: date, into: &output)
        }
        writer.write(toHead: isToHead, closes: closes || response.closes, date: date, into: &output)
    }
}
