import GatehouseJOSE
import GatehouseOAuth

/// Answers what stands now, for who has another policy at hand.
enum PolicyAnswers {
    /// What `POST /policy/compare` takes.
    static let wish = APISchema.named(
        "PolicyComparison",
        .input([
            .required("clients", .list(.text(1...200)), "The clients that the other policy declares, by their ids."),
            .optional(
                "secret_digests",
                .map(.text(1...100)),
                "By client id, SHA-256 of the secret that it is to have, in base64url."
            ),
        ])
    )

    static func compare(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let members = call.body["secret_digests"]?.object?.members ?? []
        let digests = Dictionary(members.map { ($0.name, $0.value.string ?? "") }) { _, last in last }
        let command = AdminCommand.comparePolicy(clients: call.body.texts("clients"), digests: digests)
        let answer = try await call.perform(command)
        guard case .standingPolicy(let standing) = answer else { throw .surprise(answer) }
        return try .json(standing)
    }
}
