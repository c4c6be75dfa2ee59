import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// One filter in words, with the list that does without it.
struct DecisionChip: Sendable, Equatable {
    let text: String
    let link: String

    static func all(
        of query: DecisionQuery,
        names: DirectoryNames,
        applications: [CompiledApplication]
    ) -> [DecisionChip] {
        DecisionQuery.Field.allCases.compactMap { field in
            guard let value = query[field], query.problem(field) == nil else { return nil }
            let phrase = phrase(field, value, names: names, applications: applications, query: query)
            return DecisionChip(text: DecisionText.cut(PageWords.name(phrase), to: 80), link: query.without(field).path)
        }
    }

    private static func phrase(
        _ field: DecisionQuery.Field,
        _ value: String,
        names: DirectoryNames,
        applications: [CompiledApplication],
        query: DecisionQuery
    ) -> String {
        switch field {
        case .verdict: DecisionText.capital(value)
        case .reason: "Reason \(value)"
        case .application: applications.first { $0.key.hasSameBytes(as: value) }?.name ?? "Application \(value)"
        case .route: "Route \(value)"
        case .client: "Client \(names.clients[value] ?? value)"
        case .subject: names.users[value].map { "Person \($0)" } ?? "Subject \(value)"
        case .status: "Status \(value)"
        case .time: DecisionQuery.Recent(rawValue: value)?.words ?? "Time \(value)"
        case .from: "From \(instant(field, of: query))"
        case .until: "Before \(instant(field, of: query))"
        }
    }

    private static func instant(_ field: DecisionQuery.Field, of query: DecisionQuery) -> String {
        query.instant(field).map { PageTime($0, now: $0).exact } ?? ""
    }
}
