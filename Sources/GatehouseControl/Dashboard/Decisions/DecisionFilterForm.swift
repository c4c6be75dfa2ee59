import GatehouseJOSE
import GatehousePolicy

/// The form above the list: what can be filtered, with what was typed.
struct DecisionFilterForm: Sendable, Equatable {
    /// One choice of a list.
    struct Option: Sendable, Equatable {
        let value: String
        let name: String
        let isChosen: Bool
    }

    /// A field that is typed, with what is wrong with it.
    struct Entry: Sendable, Equatable {
        let text: String
        let problem: String?
    }

    let requestID: String
    let verdicts: [Option]
    let reasons: [Option]
    let applications: [Option]
    let times: [Option]
    let client: Entry
    let subject: Entry
    let route: Entry
    let status: Entry
    let from: Entry
    let until: Entry
    /// Whether one of the fields that are used less is filled.
    let hasMore: Bool

    init(_ query: DecisionQuery, applications: [CompiledApplication], typedID: String) {
        requestID = typedID
        verdicts = Self.options(
            [("", "Any"), ("refused", "Refused"), ("permitted", "Permitted")],
            chosen: query[.verdict]
        )
        reasons = Self.options([("", "Any")] + Self.reasonNames.map { ($0, $0) }, chosen: query[.reason])
        self.applications = Self.options(
            [("", "Any")] + applications.map { ($0.key, PageWords.name($0.name)) },
            chosen: query[.application]
        )
        times = Self.options(
            [("", "Any")] + DecisionQuery.Recent.allCases.map { ($0.rawValue, $0.words) },
            chosen: query[.time]
        )
        client = Self.entry(.client, of: query)
        subject = Self.entry(.subject, of: query)
        route = Self.entry(.route, of: query)
        status = Self.entry(.status, of: query)
        from = Self.entry(.from, of: query)
        until = Self.entry(.until, of: query)
        hasMore = [.client, .subject, .route, .status, .from, .until].contains { query[$0] != nil }
    }

    /// What was asked for and is none of the choices stays one, so that a list is what its URL says.
    private static func options(_ choices: [(value: String, name: String)], chosen: String?) -> [Option] {
        let chosen = chosen ?? ""
        let isKnown = choices.contains { $0.value.hasSameBytes(as: chosen) }
        return (choices + (isKnown ? [] : [(chosen, chosen)]))
            .map { Option(value: $0.value, name: $0.name, isChosen: $0.value.hasSameBytes(as: chosen)) }
    }

    private static func entry(_ field: DecisionQuery.Field, of query: DecisionQuery) -> Entry {
        Entry(text: query[field] ?? "", problem: query.problem(field))
    }

    /// The gate's words, those that people look for first.
    private static let reasonNames = [
        "insufficient_scope", "missing_token", "invalid_token", "no_route", "method_not_allowed",
        "client_not_allowed", "claim_not_allowed", "sign_in_too_old", "invalid_dpop_proof", "use_dpop_nonce",
        "invalid_request", "malformed_request", "service_worker", "too_large", "head_timeout", "overloaded",
        "rate_limited", "preflight_refused", "issuer_unavailable", "permitted", "preflight", "issuer",
    ]
}
