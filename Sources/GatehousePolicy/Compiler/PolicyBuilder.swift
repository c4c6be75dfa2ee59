/// Makes the tables of a policy from drafts.
struct PolicyBuilder {
    let drafts: [ApplicationDraft]
    let context: PolicyContext

    init(drafts: [ApplicationDraft], context: PolicyContext) {
        self.drafts = drafts.sorted { $0.settings.key.precedesInBytes($1.settings.key) }
        self.context = context
    }

    /// The policy; ties between routes become diagnostics.
    func build(_ diagnostics: inout DiagnosticList) -> CompiledPolicy {
        var applications: [CompiledApplication] = []
        var mountings: [MountTable.Mounting] = []
        var nextRoute = 0
        for draft in drafts {
            var settings = draft.settings
            settings.sharesIssuerOrigin = OriginCheck.isShared(draft, context)
            let routes = draft.routes.enumerated().map { compile($1, settings, id: nextRoute + $0) }
            nextRoute += routes.count
            let router = RouterBuilder(draft).build(&diagnostics)
            mountings.append(mounting(draft, application: applications.count))
            applications.append(CompiledApplication(settings, routes: routes, router: router))
        }
        return CompiledPolicy(
            applications: applications,
            examples: drafts.flatMap(\.examples),
            context: context,
            mounts: MountTable(mountings, excludedHost: context.issuerIsLoopback ? nil : context.issuerHost)
        )
    }

    private func compile(_ route: RouteDraft, _ settings: ApplicationSettings, id: Int) -> CompiledRoute {
        CompiledRoute(
            id: id,
            methods: route.methods,
            template: route.text,
            label: route.label,
            tokenNeed: route.access.tokenNeed,
            requirement: route.access.requirement,
            crossOrigin: route.access.crossOrigin ?? settings.crossOrigin,
            limits: RouteLimits(settings: settings).limits(of: route),
            bounds: route.access.bounds.completed(by: settings.bounds),
            location: route.location
        )
    }

    private func mounting(_ draft: ApplicationDraft, application: Int) -> MountTable.Mounting {
        MountTable.Mounting(
            application: application,
            hosts: draft.settings.hosts,
            prefix: draft.settings.prefix,
            isCaseSensitive: draft.settings.caseSensitiveUpstream,
            includesIssuer: OriginCheck.isShared(draft, context)
        )
    }
}
