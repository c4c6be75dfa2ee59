import GatehouseOAuth
import GatehousePolicy

/// Which decisions a list shows: what stands in the query of its URL, so that every list is a link.
struct DecisionQuery: Sendable, Equatable {
    /// The fields of the form in the order in which the URL has them.
    enum Field: String, CaseIterable, Sendable {
        case verdict
        case reason
        case application
        case route
        case client
        case subject
        case status
        case time
        case from
        case until
    }

    /// How many rows a page has.
    static let rows = 50

    /// What was typed, without outer blanks; fields that were left empty are not in it.
    private(set) var typed: [Field: String]
    /// Only those with a sequence below it: an older page.
    var before: Int64?

    init(typed: [Field: String] = [:], before: Int64? = nil) {
        self.typed = typed.filter { !$0.value.isEmpty }
        self.before = before
    }

    init(_ fields: DashboardFields) {
        var typed: [Field: String] = [:]
        for field in Field.allCases {
            typed[field] = fields[field.rawValue].map { Self.cut($0) }
        }
        self.init(typed: typed, before: fields["before"].flatMap { Int64($0) })
    }

    subscript(_ field: Field) -> String? { typed[field] }

    /// Whether nothing is filtered.
    var isEmpty: Bool { typed.isEmpty }

    /// The same without one filter, from the newest on.
    func without(_ field: Field) -> DecisionQuery {
        var query = self
        query.typed[field] = nil
        query.before = nil
        return query
    }

    /// The same with another value of a filter, from the newest on.
    func with(_ field: Field, _ value: String) -> DecisionQuery {
        var query = without(field)
        query.typed[field] = value
        return query
    }

    /// The same at another place of the list.
    func before(_ sequence: Int64?) -> DecisionQuery {
        var query = self
        query.before = sequence
        return query
    }

    /// No field of ours needs more, and a page repeats it.
    private static func cut(_ text: String) -> String {
        text.utf8.count <= 256 ? text : String(text.unicodeScalars.prefix(256))
    }
}

extension DecisionQuery {
    /// Where the list is.
    var path: String { list("/decisions").before(before).path }

    /// Where new decisions of the same filter come from.
    var livePath: String { list("/decisions/live").path }

    private func list(_ path: String) -> ListAddress {
        ListAddress(path, Field.allCases.map { (name: $0.rawValue, value: typed[$0]) })
    }
}
