import GatehouseControl
import GatehouseOAuth

/// An application of the store as a list shows it.
struct StoredApplicationRow: Sendable, Equatable, Decodable {
    let key: String
    /// In Unix seconds.
    let createdAt: Int64
    /// In Unix seconds.
    let changedAt: Int64
    let state: KeptApplication.State

    init(_ application: StoredApplication, state: KeptApplication.State) {
        key = application.key
        createdAt = application.createdAt
        changedAt = application.changedAt
        self.state = state
    }

    private enum CodingKeys: String, CodingKey {
        case key
        case createdAt = "created_at"
        case changedAt = "changed_at"
        case state
    }
}
