import GatehouseOAuth
import GatehousePolicy

extension PolicyOutline {
    /// Takes from a policy what a person would want to compare: what files declare, not what the store does.
    init(_ policy: CompiledPolicy) {
        let declared = policy.applications.filter { !StoredDocument.isName($0.file) }
        self.init(applications: declared.map { Application($0) })
    }
}

extension PolicyOutline.Application {
    fileprivate init(_ application: CompiledApplication) {
        var scopes: [String: String] = [:]
        for scope in application.scopes { scopes[scope.name] = scope.text + (scope.assigned ? " (assigned)" : "") }
        var routes: [String: String] = [:]
        for route in application.routes {
            let own = route.crossOrigin == application.crossOrigin ? nil : route.crossOrigin
            let limits = route.limits.map { ", limit \($0)" }.joined()
            let crossOrigin = own.map { ", cors \($0)" } ?? ""
            let bounds = route.bounds == application.bounds ? "" : ", bounds \(route.bounds)"
            routes[route.label] = route.need + crossOrigin + limits + bounds
        }
        self.init(key: application.key, settings: Self.settings(application), scopes: scopes, routes: routes)
    }

    private static func settings(_ application: CompiledApplication) -> [String: String] {
        var settings = [
            "name": application.name,
            "upstream": application.upstreams.map(\.description).joined(separator: ", "),
            "prefix": application.prefix.isEmpty ? "/" : application.prefix,
            "audience": application.audience,
        ]
        if !application.hosts.isEmpty { settings["hosts"] = application.hosts.joined(separator: ", ") }
        if !application.personClaims.isEmpty { settings["claims"] = application.personClaims.joined(separator: ", ") }
        if let crossOrigin = application.crossOrigin { settings["cors"] = "\(crossOrigin)" }
        for (key, value) in application.upstreamOptions.settings { settings[key] = value }
        if !application.bounds.isEmpty { settings["bounds"] = "\(application.bounds)" }
        let options = application.pathOptions
        let flags = [
            ("strip_prefix", application.stripPrefix), ("forward_token", application.forwardToken),
            ("case_sensitive_upstream", application.caseSensitiveUpstream),
            ("stream_past_expiry", application.streamPastExpiry), ("paths.encoded_slash", options.encodedSlash),
            ("paths.parameters", options.parameters), ("paths.empty_segments", options.emptySegments),
            ("paths.double_encoding", options.doubleEncoding),
        ]
        for (name, isSet) in flags where isSet { settings[name] = "true" }
        return settings
    }
}

extension CompiledRoute {
    /// What a caller needs, much as the file says it.
    fileprivate var need: String {
        switch tokenNeed {
        case .none: return "public"
        case .optional: return "optional"
        case .required: break
        }
        var parts: [String] = []
        if !requirement.allScopes.isEmpty { parts.append(requirement.allScopes.joined(separator: " and ")) }
        if !requirement.anyScope.isEmpty { parts.append(requirement.anyScope.joined(separator: " or ")) }
        for claim in requirement.claims {
            parts.append("claim \(claim.name) \(claim.values.map(\.text).joined(separator: " or "))")
        }
        if !requirement.clients.isEmpty { parts.append("client \(requirement.clients.joined(separator: " or "))") }
        if let age = requirement.maximumAge { parts.append("signed in at most \(age) s ago") }
        return parts.isEmpty ? "authenticated" : parts.joined(separator: ", ")
    }
}
