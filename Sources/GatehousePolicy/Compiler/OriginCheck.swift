/// No application shares the issuer's origin unless that is harmless or asked for; then shadowed routes are named.
enum OriginCheck {
    static func run(_ drafts: [ApplicationDraft], _ context: PolicyContext, _ diagnostics: inout DiagnosticList) {
        for draft in drafts {
            if !context.issuerIsLoopback && !draft.allowsSharedOrigin {
                for (host, location) in zip(draft.settings.hosts, draft.hostLocations)
                where Authority.host(of: host) == context.issuerHost {
                    diagnostics.error(
                        "'\(draft.settings.key)' is mounted on the issuer's host, where its scripts could act on the"
                            + " sign-in and consent pages",
                        at: location,
                        "use another host; 'insecure_shared_origin: true' accepts the danger"
                    )
                }
            }
            for route in draft.routes { checkShadow(route, draft, context, &diagnostics) }
        }
    }

    /// Whether the application answers on the issuer's own authority.
    static func isShared(_ draft: ApplicationDraft, _ context: PolicyContext) -> Bool {
        guard !draft.settings.hosts.isEmpty else { return context.issuerIsLoopback || draft.allowsSharedOrigin }
        return draft.settings.hosts.contains { $0 == context.issuerAuthority || $0 == context.issuerHost }
    }

    private static func checkShadow(
        _ route: RouteDraft,
        _ draft: ApplicationDraft,
        _ context: PolicyContext,
        _ diagnostics: inout DiagnosticList
    ) {
        let reach = RouteReach(prefix: draft.settings.prefix, template: route.template)
        if reach.isInside(ReservedPath.resourceMetadata) {
            diagnostics.warn(
                "'\(route.label)' is never reached: the gate answers \(ReservedPaths.resourceMetadata) on every host",
                at: route.location,
                "remove it"
            )
        }
        guard isShared(draft, context) else { return }
        if let reserved = ReservedPath.issuer.first(where: { reach.isInside($0) }) {
            diagnostics.warn(
                "'\(route.label)' is never reached on \(context.issuerAuthority):"
                    + " the authorization server answers \(reserved.text) there",
                at: route.location,
                "remove it, or mount the application under a prefix or on another host"
            )
        } else if let reserved = ReservedPath.issuer.first(where: { reach.touches($0) }) {
            diagnostics.warn(
                "'\(route.label)' does not get the issuer's own paths on \(context.issuerAuthority),"
                    + " such as \(reserved.text)",
                at: route.location,
                "mount the application under a prefix or on another host if it needs them"
            )
        }
    }
}
