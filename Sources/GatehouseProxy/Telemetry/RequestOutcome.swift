import GatehouseJOSE
import GatehousePolicy

/// What became of one request, before it is counted and written down.
struct RequestOutcome {
    let admission: Admission
    let status: Int
    /// In uptime nanoseconds.
    let started: UInt64
    var requestBytes: Int64 = 0
    var responseBytes: Int64 = 0
    var upstreamDuration: Int64?
    var failure: GatewayFailure.Kind?

    init(admission: Admission, status: Int, started: UInt64) {
        self.admission = admission
        self.status = status
        self.started = started
    }

    /// The gate's decision in one word.
    var reason: DecisionReason {
        switch admission.verdict {
        case .forward(.issuer): .issuer
        case .forward(.application): .permitted
        // It was left before there was an answer.
        case .wait: .issuerUnavailable
        case .refuse(let refusal): DecisionReason(refusal)
        }
    }

    /// More detail than `reason`: a word of a closed set, for preflights with what it is about.
    var detail: String? {
        guard case .refuse(let refusal) = admission.verdict else { return nil }
        switch refusal {
        case .malformed(let cause): return cause.rawValue
        case .path(let cause): return cause.rawValue
        case .upgrade(let cause): return cause.rawValue
        case .invalidToken(let rejection): return rejection.reason
        case .invalidProof(let refusal): return refusal.reason
        case .denied(.claimNotAllowed(let claim)): return claim
        case .rateLimited(let refusal): return refusal.limit
        case .preflight(let answer): return answer.detail
        default: return nil
        }
    }
}

extension DecisionReason {
    init(_ refusal: Refusal) {
        switch refusal {
        case .malformed(let cause):
            switch cause {
            case .headTooLarge, .tooManyFields, .targetTooLong: self = .tooLarge
            default: self = .malformed
            }
        case .path, .upgrade: self = .malformed
        case .noRoute: self = .noRoute
        case .methodNotAllowed: self = .methodNotAllowed
        case .denied(let denial): self.init(denial)
        case .invalidToken: self = .invalidToken
        case .issuerUnavailable: self = .issuerUnavailable
        case .invalidProof: self = .invalidProof
        case .useNonce: self = .useNonce
        case .invalidRequest: self = .invalidRequest
        case .serviceWorkerScript: self = .serviceWorker
        case .rateLimited: self = .rateLimited
        case .preflight(let answer): self = answer.refusal == nil ? .preflight : .preflightRefused
        case .bodyTooLarge: self = .tooLarge
        case .redirected: self = .redirected
        case .headTimeout: self = .headTimeout
        case .gateway: self = .overloaded
        }
    }

    private init(_ denial: Denial) {
        switch denial {
        case .missingToken: self = .missingToken
        case .insufficientScope: self = .insufficientScope
        case .clientNotAllowed: self = .clientNotAllowed
        case .claimNotAllowed: self = .claimNotAllowed
        case .signInTooOld: self = .signInTooOld
        }
    }
}
