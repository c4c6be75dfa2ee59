import GatehouseOAuth
import Testing

/// The error that a body throws; a failure of the test if it throws none.
func refusal(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> OAuthError? {
    do {
        try await body()
        Issue.record("nothing was refused", sourceLocation: sourceLocation)
    } catch let error as OAuthError {
        expectSendable(error.description, sourceLocation)
        return error
    } catch {
        Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    }
    return nil
}

/// RFC 6749 §5.2: `error_description` has no quotation mark, no backslash and nothing beyond printable ASCII.
private func expectSendable(_ description: String, _ sourceLocation: SourceLocation) {
    #expect(
        description.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C },
        sourceLocation: sourceLocation
    )
}

extension Parameters {
    /// Reads a body written as text.
    init(body: String) throws(OAuthError) {
        try self.init(form: Array(body.utf8))
    }
}
