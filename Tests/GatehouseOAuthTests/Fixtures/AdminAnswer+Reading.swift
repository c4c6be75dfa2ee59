import GatehouseOAuth
import Testing

extension AdminAnswer {
    /// Why the answer is no.
    var refusal: AdminRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    /// The client that the answer shows; the test fails without one.
    func client(_ sourceLocation: SourceLocation = #_sourceLocation) throws -> ClientSummary {
        switch self {
        case .client(let client), .deletedClient(let client): return client
        case .createdClient(let created): return created.client
        default: throw missing(sourceLocation)
        }
    }

    /// The person whom the answer shows; the test fails without one.
    func user(_ sourceLocation: SourceLocation = #_sourceLocation) throws -> UserSummary {
        switch self {
        case .user(let user): return user
        case .createdUser(let created): return created.user
        default: throw missing(sourceLocation)
        }
    }

    private func missing(_ sourceLocation: SourceLocation) -> AdminRefusal {
        Issue.record("the answer is \(self)", sourceLocation: sourceLocation)
        return AdminRefusal(.unknownClient, "missing")
    }
}
