import GatehouseOAuth

/// Where a list is: its path, and in the query what chooses and sorts its rows.
struct ListAddress: Sendable {
    private let root: String
    private var pairs: [(name: String, value: String)] = []

    /// The list below this path; a field without a value is left out.
    init(_ root: String, _ fields: [(name: String, value: String?)] = []) {
        self.root = root
        pairs = Self.given(fields)
    }

    /// The whole address.
    var path: String { pairs.isEmpty ? root : root + "?" + FormText.encode(pairs) }

    /// The address up to and with the `?` or `&` before a further field.
    var base: String { path + (pairs.isEmpty ? "?" : "&") }

    /// The same with further fields behind; one without a value is left out.
    func with(_ fields: [(name: String, value: String?)]) -> ListAddress {
        var address = self
        address.pairs += Self.given(fields)
        return address
    }

    /// The same at another place of a list that goes by sequence: only what lies before it.
    func before(_ sequence: Int64?) -> ListAddress {
        with([("before", sequence.map { String($0) })])
    }

    /// The same at another page, the first of which is 1 and has no field.
    func page(_ number: Int) -> ListAddress {
        with([("page", number > 1 ? String(number) : nil)])
    }

    private static func given(_ fields: [(name: String, value: String?)]) -> [(name: String, value: String)] {
        fields.compactMap { field in field.value.map { (name: field.name, value: $0) } }
    }
}
