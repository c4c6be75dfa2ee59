/// Makes an application's tries and finds the ties.
struct RouterBuilder {
    private let draft: ApplicationDraft

    init(_ draft: ApplicationDraft) {
        self.draft = draft
    }

    func build(_ diagnostics: inout DiagnosticList) -> ApplicationRouter {
        var methods = MethodTable()
        var exact = RouteTableBuilder(isFolded: false)
        var folded = RouteTableBuilder(isFolded: true)
        for (index, route) in draft.routes.enumerated() {
            let numbers = route.methods.map { $0 == "ANY" ? MethodTable.any : methods.number(of: $0) }
            let ties = exact.insert(route.template, methods: numbers, route: Int32(index))
            for tie in ties { report(route, draft.routes[Int(tie)], &diagnostics) }
            let near = folded.insert(route.template, methods: numbers, route: Int32(index))
            guard !draft.settings.caseSensitiveUpstream else { continue }
            for tie in near where !ties.contains(tie) { reportCase(route, draft.routes[Int(tie)], &diagnostics) }
        }
        return ApplicationRouter(
            methods: methods,
            exact: exact.table(),
            folded: draft.settings.caseSensitiveUpstream ? nil : folded.table(),
            hasUppercaseTemplates: draft.routes.contains { $0.template.hasUppercase },
            prefixCount: draft.settings.prefix.utf8.count
        )
    }

    private func report(_ route: RouteDraft, _ other: RouteDraft, _ diagnostics: inout DiagnosticList) {
        diagnostics.error(
            "'\(route.label)' on line \(route.location.line) and '\(other.label)' on line \(other.location.line)"
                + " match the same requests, and neither is more specific",
            at: route.location,
            "remove one, or make it differ in path or method"
        )
    }

    private func reportCase(_ route: RouteDraft, _ other: RouteDraft, _ diagnostics: inout DiagnosticList) {
        diagnostics.error(
            "'\(route.label)' on line \(route.location.line) and '\(other.label)' on line \(other.location.line)"
                + " differ only in the case of letters",
            at: route.location,
            "remove one; 'case_sensitive_upstream: true' if the application tells them apart"
        )
    }
}
