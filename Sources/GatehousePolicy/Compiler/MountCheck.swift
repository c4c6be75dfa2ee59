/// No two applications are mounted at the same place.
enum MountCheck {
    private struct Place: Hashable {
        let host: String
        let prefix: String
    }

    static func run(_ drafts: [ApplicationDraft], _ diagnostics: inout DiagnosticList) {
        var mounted: [Place: [ApplicationDraft]] = [:]
        for draft in drafts {
            let settings = draft.settings
            for (index, host) in (settings.hosts.isEmpty ? [""] : settings.hosts).enumerated() {
                let location = settings.hosts.isEmpty ? draft.prefixLocation : draft.hostLocations[index]
                let place = Place(host: host, prefix: settings.prefix.lowercased())
                for other in mounted[place, default: []] where collides(settings, other.settings) {
                    report(draft, other, host, at: location, &diagnostics)
                }
                mounted[place, default: []].append(draft)
            }
        }
    }

    // Where an upstream ignores case, prefixes that differ only in case are the same place.
    private static func collides(_ one: ApplicationSettings, _ other: ApplicationSettings) -> Bool {
        one.prefix == other.prefix || !one.caseSensitiveUpstream || !other.caseSensitiveUpstream
    }

    private static func report(
        _ draft: ApplicationDraft,
        _ other: ApplicationDraft,
        _ host: String,
        at location: SourceLocation,
        _ diagnostics: inout DiagnosticList
    ) {
        let place = (host.isEmpty ? "any host" : host) + (draft.settings.prefix.isEmpty ? "/" : draft.settings.prefix)
        diagnostics.error(
            "'\(draft.settings.key)' and '\(other.settings.key)' are both mounted at \(place)",
            at: location,
            "the other is at \(other.prefixLocation): give one another 'prefix' or 'hosts'"
        )
    }
}
