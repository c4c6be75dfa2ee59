import GatehouseJOSE
import GatehouseOAuth

/// An application of the store as it is stored, also one that does not count.
struct APIKeptApplication: APIResource {
    let key: String
    let state: String
    let version: String
    let createdAt: Int64
    let changedAt: Int64
    /// Nil in a list, where all of them would be too much.
    let document: String?

    init(_ kept: KeptApplication, isWhole: Bool) {
        key = kept.application.key
        state = kept.state.rawValue
        version = kept.application.version
        createdAt = kept.application.createdAt
        changedAt = kept.application.changedAt
        document = isWhole ? kept.application.text : nil
    }

    private enum CodingKeys: String, CodingKey {
        case key
        case state
        case version
        case createdAt = "created_at"
        case changedAt = "changed_at"
        case document
    }

    static var schema: APISchema {
        .named(
            "StoredApplication",
            .output([
                .required("key", .text, "The short key.", example: "tstapp"),
                .required(
                    "state",
                    .word(KeptApplication.State.allCases.map(\.rawValue)),
                    "It counts; a file declares it too and counts; it is not in force yet; it does not compile."
                ),
                .required("version", .text, "Its version."),
                .required("created_at", .instant, "When it was made, in Unix seconds."),
                .required("changed_at", .instant, "When it was last changed, in Unix seconds."),
                .optional("document", .text, "The policy document, as it is written; left out in lists."),
            ])
        )
    }
}
