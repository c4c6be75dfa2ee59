import FoundationEssentials

/// How a command is asked of a running server: requests in their order, one of which tells what came of it.
struct AdminExchange<Answer: Sendable>: Sendable {
    let requests: [AdminRequest]
    /// The place of the one that tells.
    let telling: Int
    /// Whether that is a list, which goes on at `next`.
    let isList: Bool
    /// Reads what was told: one text, or the pages of a list.
    let answer: @Sendable ([Data]) throws -> Answer

    private struct Nothing: Error {}

    /// One value tells, before or after the requests that change something.
    init<Value: Decodable & SendableMetatype>(
        first: [AdminRequest] = [],
        _ telling: AdminRequest,
        then: [AdminRequest] = [],
        as make: @escaping @Sendable (Value) -> Answer
    ) {
        requests = first + [telling] + then
        self.telling = first.count
        isList = false
        answer = { texts in
            guard let text = texts.first else { throw Nothing() }
            return make(try JSONDecoder().decode(Value.self, from: text))
        }
    }

    /// All pages of a list tell.
    init<Item: Decodable & SendableMetatype>(list: AdminRequest, as make: @escaping @Sendable ([Item]) -> Answer) {
        requests = [list]
        telling = 0
        isList = true
        answer = { pages in
            make(try pages.flatMap { try JSONDecoder().decode(AdminPage<Item>.self, from: $0).items })
        }
    }
}

/// A page of a list.
struct AdminPage<Item: Decodable>: Decodable {
    let items: [Item]
    /// How many there are on all pages.
    let total: Int?
    /// Where the next page is; nil on the last one.
    let next: String?
}
