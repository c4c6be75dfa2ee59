import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

/// Answers what is asked of the store's applications as they are stored.
enum KeptAnswers {
    static func list(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try call.page(of: try await kept(call).map { APIKeptApplication($0, isWhole: false) })
    }

    static func show(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let key = call.segment("key")
        guard let found = try await kept(call).first(where: { $0.application.key.hasSameBytes(as: key) }) else {
            let refusal = AdminRefusal.notStored(key)
            throw .refused(
                APIProblem(
                    status: .notFound,
                    error: refusal.code.rawValue,
                    detail: refusal.message,
                    suggestion: refusal.suggestion
                )
            )
        }
        return try .json(APIKeptApplication(found, isWhole: true))
    }

    private static func kept(_ call: APICall) async throws(APIFailure) -> [KeptApplication] {
        try await call.stored { () async throws(StorageError) in
            try await call.services.applications.kept()
        }
    }
}
