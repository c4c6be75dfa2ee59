/// Compiles policy files to a policy, or says everything that is wrong with them.
package enum PolicyCompiler {
    /// Compiles documents, one application each.
    package static func compile(_ documents: [PolicyDocument], context: PolicyContext) -> PolicyCompilation {
        var diagnostics = DiagnosticList()
        var drafts: [ApplicationDraft] = []
        for document in documents {
            let (draft, problems) = ApplicationReader.read(document, context: context)
            diagnostics.append(contentsOf: problems)
            drafts.append(draft)
        }
        let named = drafts.filter { !$0.settings.key.isEmpty }
        KeyCheck.run(named, &diagnostics)
        MountCheck.run(named, &diagnostics)
        AudienceCheck.run(named, context, &diagnostics)
        ClientCheck.run(named, &diagnostics)
        OriginCheck.run(named, context, &diagnostics)
        let builder = PolicyBuilder(drafts: named, context: context)
        let policy = builder.build(&diagnostics)
        MountShadowCheck.run(policy, &diagnostics)
        let sorted = diagnostics.sorted(byFiles: documents.map(\.file))
        return diagnostics.hasErrors ? .failed(sorted) : .compiled(policy, warnings: sorted)
    }
}
