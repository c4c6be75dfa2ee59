package import GatehouseOAuth
import Testing

/// Everything that the storage ports ask of a store.
package typealias Store = AuditLog & ClientStore & KeyStore & RevocationStore & SettingsStore

/// One rule that every store must keep, for use as an argument of a test.
///
///     @Test(arguments: StoreContract.all)
///     func ourStore(keeps rule: StoreContract) async throws {
///         try await rule.check(OurStore(), settle: {})
///     }
package struct StoreContract: Sendable {
    /// A new and empty store, with what makes it write what it coalesces.
    struct Subject: Sendable {
        let store: any Store
        let settle: @Sendable () async -> Void
    }

    /// The rule as a sentence.
    let name: String
    let body: @Sendable (Subject) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (Subject) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Every rule there is.
    package static let all = clients + secrets + changes + keys + revocations + settings + auditLog

    /// Tries the rule on `store`, which must be empty; `settle` makes the store write the uses that it coalesces.
    package func check(_ store: any Store, settle: @escaping @Sendable () async -> Void) async throws {
        try await body(Subject(store: store, settle: settle))
    }
}

extension StoreContract: CustomTestStringConvertible {
    package var testDescription: String { name }
}

/// Runs fifty calls at once and returns what each answered.
func fiftyAtOnce<Value: Sendable>(_ body: @escaping @Sendable (Int) async throws -> Value) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
        for number in 0..<50 {
            group.addTask { try await body(number) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

extension AuditLog {
    /// The marks of the recorded fixtures, oldest first.
    func marks() async throws -> [String] {
        try await auditEvents(before: nil, limit: 1_000).reversed().compactMap { $0.event.kind.details["mark"] }
    }
}
