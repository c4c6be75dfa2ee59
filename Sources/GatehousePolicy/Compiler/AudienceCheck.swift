/// Audiences are unique, and none is the issuer or the server's own administration.
enum AudienceCheck {
    /// What tokens for the admin API carry in `aud`, below the issuer.
    private static let administration = "/gatehouse"

    static func run(_ drafts: [ApplicationDraft], _ context: PolicyContext, _ diagnostics: inout DiagnosticList) {
        var owners: [String: ApplicationDraft] = [:]
        for draft in drafts {
            let audience = draft.settings.audience
            if audience == context.issuer || audience == "\(context.issuer)/" {
                diagnostics.error(
                    "the audience of '\(draft.settings.key)' is the issuer itself",
                    at: draft.audienceLocation,
                    "a token for the issuer would open the application: name another 'audience'"
                )
            }
            let publicURL = draft.settings.publicURL
            // In an order: the same files have the same diagnostics.
            let names = audience == publicURL ? [audience] : [audience, publicURL]
            for name in names where name == context.issuer + administration {
                diagnostics.error(
                    "'\(draft.settings.key)' would be known as \(Quoted(name)), as the admin API of this server is",
                    at: draft.audienceLocation,
                    "a token for one would open the other: choose another 'audience' and 'prefix'"
                )
            }
            // RFC 9728 §1.2: clients name an application by its public URL too.
            for name in names {
                if let other = owners[name] {
                    report(draft, other, name, &diagnostics)
                } else {
                    owners[name] = draft
                }
            }
        }
    }

    private static func report(
        _ draft: ApplicationDraft,
        _ other: ApplicationDraft,
        _ name: String,
        _ diagnostics: inout DiagnosticList
    ) {
        let isShared = name == draft.settings.audience && name == other.settings.audience
        let what = isShared ? "have the same audience" : "cannot be told apart: both are known as"
        diagnostics.error(
            "'\(draft.settings.key)' and '\(other.settings.key)' \(what) \(Quoted(name))",
            at: draft.audienceLocation,
            "the other is at \(other.audienceLocation): give each its own 'audience', 'prefix' or 'hosts'"
        )
    }
}
