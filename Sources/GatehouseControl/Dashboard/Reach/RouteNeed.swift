import GatehousePolicy

/// What a route asks of its callers, as pages write it.
struct RouteNeed: Sendable, Equatable {
    /// One thing that is asked for.
    struct Part: Sendable, Equatable {
        let text: String
        /// No token.
        let isOpen: Bool
        /// Any token for the application.
        let isToken: Bool
    }

    /// "any of", "all of", or nil before a single part.
    let joint: String?
    let parts: [Part]
    /// What is asked for besides, where `joint` is about the scopes alone.
    let also: [Part]
    let hasAlso: Bool

    init(_ route: CompiledRoute) {
        let requirement = route.requirement
        switch route.tokenNeed {
        case .none: self.init(nil, [Part(text: "public", isOpen: true, isToken: false)])
        case .optional: self.init(nil, [Part(text: "optional token", isOpen: true, isToken: false)])
        case .required where requirement == .nothing:
            self.init(nil, [Part(text: "any token", isOpen: false, isToken: true)])
        case .required: self.init(requirement)
        }
    }

    private init(_ requirement: Requirement) {
        let all = requirement.allScopes.map(Self.part)
        let any = requirement.anyScope.map(Self.part)
        let rest = Self.conditions(requirement)
        if any.count > 1 {
            self.init("any of", any, also: all + rest)
        } else {
            let parts = all + any + rest
            self.init(parts.count > 1 ? "all of" : nil, parts)
        }
    }

    private init(_ joint: String?, _ parts: [Part], also: [Part] = []) {
        self.joint = joint
        self.parts = parts
        self.also = also
        hasAlso = !also.isEmpty
    }

    private static func conditions(_ requirement: Requirement) -> [Part] {
        var texts = requirement.claims.map { claim in
            "\(claim.name) = \(claim.values.map(\.text).joined(separator: " or "))"
        }
        if !requirement.clients.isEmpty { texts.append("client \(requirement.clients.joined(separator: " or "))") }
        if let age = requirement.maximumAge { texts.append("signed in \(Self.duration(age)) ago or less") }
        return texts.map(part)
    }

    private static func part(_ text: String) -> Part { Part(text: text, isOpen: false, isToken: false) }

    /// In minutes or hours where that is exact.
    static func duration(_ seconds: Int64) -> String {
        if seconds >= 3_600, seconds % 3_600 == 0 { return "\(seconds / 3_600) h" }
        if seconds >= 60, seconds % 60 == 0 { return "\(seconds / 60) min" }
        return "\(seconds) s"
    }
}
