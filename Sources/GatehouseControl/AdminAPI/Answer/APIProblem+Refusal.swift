import GatehouseOAuth
import HTTPTypes

extension APIProblem {
    /// A refusal of the domain, under the status that it means here.
    init(_ refusal: AdminRefusal) {
        let status = refusal.code.status
        self.init(
            status: status,
            error: refusal.code.rawValue,
            detail: refusal.message,
            suggestion: refusal.suggestion,
            headers: status == .serviceUnavailable ? [.retryAfter: "5"] : [:]
        )
    }

    /// A store that does not work: 503 with the same words as over the admin socket.
    init(_ error: StorageError) {
        let failure = AdminSocketFailure(error)
        self.init(
            status: .serviceUnavailable,
            error: failure.error,
            detail: failure.message,
            headers: [.retryAfter: "5"]
        )
    }
}

extension AdminRefusal.Code {
    /// Its status at the admin API: 422, unless it is no matter of wrong input.
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .unknownClient, .unknownUser, .unknownSecret, .unknownSession:
            .notFound
        case .clientExists, .userExists, .keysChanged, .keyTooYoung, .noKeys, .publicClient, .tooManySecrets,
            .declaredElsewhere, .builtIn:
            .conflict
        case .outdated:
            .preconditionFailed
        case .busy:
            .serviceUnavailable
        default:
            .unprocessableContent
        }
    }
}
