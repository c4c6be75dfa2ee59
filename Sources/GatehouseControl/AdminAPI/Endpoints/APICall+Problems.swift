import GatehouseOAuth
import HTTPTypes

extension APICall {
    /// Refuses a client with everything that is wrong with it, field by field.
    func check(_ wish: NewClient, updating id: ClientID?) async throws(APIFailure) {
        let found = try await stored { () async throws(StorageError) in
            try await services.administration.problems(of: wish, updating: id)
        }
        try Self.refuse(found)
    }

    /// Refuses a person with everything that is wrong with them, field by field.
    func check(_ wish: NewUser) async throws(APIFailure) {
        let found = try await stored { () async throws(StorageError) in
            try await services.administration.problems(of: wish)
        }
        try Self.refuse(found)
    }

    /// Refuses changes to a person with everything that is wrong with them, field by field.
    func check(_ changes: UserChanges, for id: UserID) async throws(APIFailure) {
        let found = try await stored { () async throws(StorageError) in
            try await services.administration.problems(of: changes, for: id)
        }
        try Self.refuse(found)
    }

    /// Refusals that agree on a status keep it, with the code of the first: 409 for what exists already.
    ///
    /// The first one's words stand for all of them where only one sentence is read.
    private static func refuse(_ found: [FieldRefusal]) throws(APIFailure) {
        guard let first = found.first else { return }
        let problems = found.map {
            APIFieldProblem($0.field, $0.refusal.message, suggestion: $0.refusal.suggestion)
        }
        var problem = APIProblem(first.refusal)
        let agree = found.allSatisfy { APIProblem($0.refusal).status == problem.status }
        problem.problems = problems
        guard agree, found.count == 1 || problem.status != .unprocessableContent else {
            throw .refused(
                .unprocessableContent,
                .invalidInput,
                problem.detail,
                suggestion: problem.suggestion,
                problems: problems
            )
        }
        throw .refused(problem)
    }
}
