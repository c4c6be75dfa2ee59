/// Puts the problems of a draft beside the fields of its form.
struct DraftForm: Sendable {
    private let draft: ApplicationDraft
    private let errors: [String: String]
    /// For the summary on top, in the order of the form.
    let items: [BoardProblems.Item]

    init(_ draft: ApplicationDraft, problems: [DraftProblem]) {
        self.draft = draft
        var errors: [String: String] = [:]
        for problem in problems {
            let text = Self.sentence(problem)
            let anchor = Self.anchor(problem.field)
            errors[anchor] = errors[anchor].map { "\($0) \(text)" } ?? text
        }
        self.errors = errors
        items = problems.map { problem in
            let label = Self.label(problem.field)
            let text = Self.sentence(problem)
            return BoardProblems.Item(
                anchor: Self.anchor(problem.field),
                text: label.isEmpty ? text : "\(label): \(text)"
            )
        }
    }

    /// One of the fields that are there once.
    func field(_ name: String, value: String) -> BoardField {
        BoardField(name, value: value, error: errors[name])
    }

    /// Fields of one name, at least one.
    func rows(_ name: String, _ values: [String], label: String) -> [ApplicationFormPage.TextRow] {
        (values.isEmpty ? [""] : values).enumerated()
            .map { index, value in
                let id = "\(name)-\(index)"
                return ApplicationFormPage.TextRow(
                    field: BoardField(name, id: id, value: value, error: errors[id], about: "\(name)-about"),
                    label: "\(label) \(index + 1)",
                    removal: "\(name).\(index)"
                )
            }
    }

    var scopes: [ApplicationFormPage.ScopeRow] {
        let scopes = draft.scopes.isEmpty ? [ApplicationDraft.Scope(name: "", text: "")] : draft.scopes
        return scopes.enumerated()
            .map { index, scope in
                let (name, text) = ("scope-\(index)-name", "scope-\(index)-text")
                return ApplicationFormPage.ScopeRow(
                    name: BoardField(
                        "scope_name",
                        id: name,
                        value: scope.name,
                        error: errors[name],
                        about: "scope-about"
                    ),
                    text: BoardField(
                        "scope_text",
                        id: text,
                        value: scope.text,
                        error: errors[text],
                        about: "scope-about"
                    ),
                    index: String(index),
                    isAssigned: scope.isAssigned,
                    number: String(index + 1),
                    removal: "scope.\(index)"
                )
            }
    }

    var routes: [ApplicationFormPage.RouteFormRow] {
        let routes = draft.routes.isEmpty ? [ApplicationDraft.Route(match: "", requirement: "")] : draft.routes
        return routes.enumerated()
            .map { index, route in
                let (match, need) = ("route-\(index)-match", "route-\(index)-requirement")
                return ApplicationFormPage.RouteFormRow(
                    match: BoardField(
                        "route_match",
                        id: match,
                        value: route.match,
                        error: errors[match],
                        about: "route-about"
                    ),
                    requirement: BoardField(
                        "route_requirement",
                        id: need,
                        value: route.requirement,
                        error: errors[need],
                        about: "route-about"
                    ),
                    number: String(index + 1),
                    removal: "route.\(index)"
                )
            }
    }

    private static func sentence(_ problem: DraftProblem) -> String {
        let message = problem.message.hasSuffix(".") ? problem.message : problem.message + "."
        let sentence = capitalized(message)
        guard let suggestion = problem.suggestion else { return sentence }
        return "\(sentence) \(capitalized(suggestion))"
            + (suggestion.hasSuffix(".") || suggestion.hasSuffix("?") ? "" : ".")
    }

    private static func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    /// `scopes.2.name` is the field `scope-2-name`; what is about the whole is about the name.
    private static func anchor(_ field: String) -> String {
        let parts = field.split(separator: ".").map(String.init)
        guard let first = parts.first else { return "name" }
        let rest = parts.dropFirst()
        switch first {
        // There is one field for it.
        case "upstreams": return "upstream"
        case "strip_prefix": return "prefix"
        case "hosts": return rest.isEmpty ? "host-0" : (["host"] + rest).joined(separator: "-")
        case "scopes": return rest.isEmpty ? "scope-0-name" : (["scope"] + rest).joined(separator: "-")
        case "routes": return rest.isEmpty ? "route-0-match" : (["route"] + rest).joined(separator: "-")
        default: return first
        }
    }

    private static func label(_ field: String) -> String {
        let parts = field.split(separator: ".").map(String.init)
        let number = parts.count > 1 ? Int(parts[1]).map { " \($0 + 1)" } ?? "" : ""
        switch parts.first {
        case "key": return "Short key"
        case "name": return "Name"
        case "prefix", "strip_prefix": return "Path prefix"
        case "audience": return "Audience"
        case "upstreams": return "Upstream"
        case "hosts": return "Host" + number
        case "scopes": return "Scope" + number
        case "routes": return "Route" + number
        default: return ""
        }
    }
}
