import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// A request that was read and allowed, with everything that it takes to answer it.
struct APICall: Sendable {
    let request: Request
    let services: DashboardServices
    /// Whose name the audit log keeps.
    let caller: APICaller
    /// In Unix seconds.
    let now: Int64
    let query: APIQuery
    /// The members of the body.
    let body: JSONObject
    /// The body, if it is an image.
    let image: [UInt8]
    /// Which version is meant; nil where the endpoint is not about versions.
    let wanted: APIVersion?
    private let segments: [String: String]

    /// Reads a request as its endpoint declares it.
    init(
        _ request: Request,
        of endpoint: APIEndpoint,
        parameters: [String: String],
        by caller: APICaller,
        services: DashboardServices,
        now: Int64
    ) async throws(APIFailure) {
        self.request = request
        self.services = services
        self.caller = caller
        self.now = now
        segments = parameters
        query = try APIQuery(request.uri.query, declared: endpoint.query)
        wanted = endpoint.isConditional ? try Self.required(request.headers[.ifMatch]) : nil
        let body = try await APIBody(of: request, as: endpoint.body)
        self.body = body.members
        image = body.image
    }

    /// RFC 6585 §3: without it one administrator would overwrite what another has just changed.
    private static func required(_ field: String?) throws(APIFailure) -> APIVersion {
        if let version = try APIVersion.read(field) { return version }
        throw .refused(
            .preconditionRequired,
            .preconditionRequired,
            "If-Match is missing.",
            suggestion: "Send the ETag of the version that you mean, or * for whichever there is."
        )
    }

    /// A segment of the path by its name in the template.
    func segment(_ name: String) -> String { segments[name] ?? "" }

    /// Whether the reader has this version already (RFC 9110 §13.1.2).
    func isKnown(_ version: String) throws(APIFailure) -> Bool {
        try APIVersion.read(request.headers[.ifNoneMatch])?.admits(version) ?? false
    }

    /// Refuses a change that means another version than there is (RFC 9110 §13.1.1).
    func ensureWanted(_ version: String) throws(APIFailure) {
        guard let wanted, !wanted.admits(version) else { return }
        throw Self.outdated(version)
    }

    /// 412 with the version that stands.
    static func outdated(_ version: String?) -> APIFailure {
        .refused(
            .preconditionFailed,
            .outdated,
            "It was changed meanwhile; nothing was changed now.",
            suggestion: "Read it again, and send its ETag as If-Match.",
            headers: version.map { [.eTag: APIVersion.tag($0)] } ?? [:]
        )
    }

    /// Carries out a command in the caller's name.
    func perform(_ command: AdminCommand) async throws(APIFailure) -> AdminAnswer {
        let answer = try await stored { () async throws(StorageError) in
            try await services.administration.perform(
                command,
                actor: caller.actor,
                now: now,
                isOperator: caller.isOperator
            )
        }
        guard case .refused(let refusal) = answer else { return answer }
        throw .refused(APIProblem(refusal))
    }

    /// Lets a failure of the store pass through a step.
    func stored<Answer>(_ body: () async throws(StorageError) -> Answer) async throws(APIFailure) -> Answer {
        do {
            return try await body()
        } catch {
            throw .storage(error)
        }
    }
}

extension JSONObject {
    /// A text of a body that its schema has admitted.
    func text(_ name: String) -> String? { self[name]?.string }

    /// A list of texts of a body that its schema has admitted; empty if it was left out.
    func texts(_ name: String) -> [String] { self[name]?.array?.compactMap(\.string) ?? [] }

    /// A truth value of a body that its schema has admitted; false if it was left out.
    func flag(_ name: String) -> Bool { self[name]?.bool ?? false }
}
