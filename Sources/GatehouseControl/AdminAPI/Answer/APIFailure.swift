import GatehouseOAuth
import HTTPTypes

/// Why an endpoint did not do what it was asked for.
enum APIFailure: Error, Sendable {
    /// The answer is no, and why.
    case refused(APIProblem)
    /// The store does not work.
    case storage(StorageError)
    /// A mistake of ours; the text is for the log.
    case unexpected(String)
}

extension APIFailure {
    /// A refusal in words of the API's own.
    static func refused(
        _ status: HTTPResponse.Status,
        _ error: APIErrorCode,
        _ detail: String,
        suggestion: String? = nil,
        problems: [APIFieldProblem] = [],
        headers: HTTPFields = [:]
    ) -> APIFailure {
        .refused(
            APIProblem(
                status: status,
                error: error.rawValue,
                detail: detail,
                suggestion: suggestion,
                problems: problems,
                headers: headers
            )
        )
    }

    /// 422, field by field.
    static func input(_ problems: [APIFieldProblem]) -> APIFailure {
        let detail =
            problems.count == 1 ? "One thing has to be put right." : "\(problems.count) things have to be put right."
        return refused(.unprocessableContent, .invalidInput, detail, problems: problems)
    }
}

/// What the API itself refuses with, beside the codes of ``AdminRefusal``.
enum APIErrorCode: String, Sendable, CaseIterable {
    case invalidRequest = "invalid_request"
    case missingToken = "missing_token"
    case invalidToken = "invalid_token"
    case insufficientScope = "insufficient_scope"
    case invalidProof = "invalid_dpop_proof"
    case useProofNonce = "use_dpop_nonce"
    case crossOrigin = "cross_origin"
    /// It came through a gateway to the command line's own socket.
    case forwarded
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case exists
    case inUse = "in_use"
    case declaredElsewhere = "declared_elsewhere"
    case outdated
    case tooLarge = "content_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case invalidJSON = "invalid_json"
    case invalidInput = "invalid_input"
    case preconditionRequired = "precondition_required"
    case needsPerson = "needs_person"
    case noTrial = "no_trial"
    case gateUnreachable = "gate_unreachable"
    case unavailable = "temporarily_unavailable"
    case storageUnavailable = "storage_unavailable"
    case storageCorrupt = "storage_corrupt"
    case storageNewer = "storage_newer"
    case storageConflict = "storage_conflict"
    case storageReadOnly = "storage_read_only"
    case storageSealed = "storage_sealed"
    case misdirected = "misdirected_request"
    case unexpected = "internal_error"
    /// The framework refused it before anything of ours was asked.
    case refused
}
