/// A value that answers carry, with the shape that the document tells of it.
protocol APIResource: Encodable, Sendable {
    /// Named, so that the document tells it once.
    static var schema: APISchema { get }
}

/// One page of a list.
struct APIList<Item: APIResource>: APIResource {
    let items: [Item]
    /// How many there are on all pages; nil where nobody counts them.
    let total: Int?
    /// Where the next page is; nil on the last one.
    let next: String?

    static var schema: APISchema {
        guard case .named(let name, _) = Item.schema else { return members }
        return .named(name + "List", members)
    }

    private static var members: APISchema {
        .output([
            .required("items", .list(Item.schema), "The page."),
            .optional("total", .count, "How many there are on all pages, where that is counted."),
            .optional("next", .text, "The path of the next page; left out on the last one."),
        ])
    }
}
