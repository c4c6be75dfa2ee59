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

    /// A store that does not work: 503.
    init(_ error: StorageError) {
        self.init(
            status: .serviceUnavailable,
            error: error.code.rawValue,
            detail: error.sentence,
            headers: [.retryAfter: "5"]
        )
    }
}

extension StorageError {
    fileprivate var code: APIErrorCode {
        switch self {
        case .unavailable: .storageUnavailable
        case .corrupt: .storageCorrupt
        case .newerVersion: .storageNewer
        case .conflict: .storageConflict
        case .readOnly: .storageReadOnly
        case .sealed: .storageSealed
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .unavailable(let reason): "The database cannot be used now: \(reason)"
        case .corrupt(let reason): "The database is damaged: \(reason)"
        case .newerVersion: "The database was written by a newer version of gatehouse."
        case .conflict: "The change contradicts what is stored; nothing was changed."
        case .readOnly: "The database can be read only."
        case .sealed: "The keys in the database are sealed with another key."
        }
    }
}

extension AdminRefusal.Code {
    /// Its status at the admin API: 422, unless it is no matter of wrong input.
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .unknownClient, .unknownUser, .unknownSecret, .unknownSession:
            .notFound
        case .clientExists, .userExists, .keysChanged, .keyTooYoung, .noKeys, .publicClient, .tooManySecrets,
            .declaredElsewhere, .builtIn, .lastAdministrator:
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
