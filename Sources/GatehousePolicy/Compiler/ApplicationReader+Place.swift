/// Where the application is: upstreams, hosts, prefix, audience.
extension ApplicationReader {
    mutating func readUpstreams(_ entry: LocatedEntry?) {
        guard let entry else {
            fields.diagnostics.error(
                "'upstream' is missing",
                at: draft.location,
                "write where the application listens: 'upstream: http://127.0.0.1:9000'"
            )
            return
        }
        let upstreams = fields.texts(of: entry.value, "'upstream'")
        for (text, node) in upstreams { readUpstream(text, at: node.location) }
    }

    private mutating func readUpstream(_ text: String, at location: SourceLocation) {
        do throws(UpstreamAddressParser.Problem) {
            let address = try UpstreamAddressParser.parse(text)
            if let first = draft.settings.upstreams.first, first.basePath != address.basePath {
                fields.diagnostics.error(
                    "the upstreams have different base paths",
                    at: location,
                    "end each with the same path: a request may go to any of them"
                )
            }
            draft.settings.upstreams.append(address)
            checkUpstream(address, text, at: location)
        } catch {
            fields.diagnostics.error(error.message, at: location, error.suggestion)
        }
    }

    private mutating func checkUpstream(_ address: UpstreamAddress, _ text: String, at location: SourceLocation) {
        if context.isOwn(address) {
            fields.diagnostics.error(
                "\(Quoted(text)) is where this server itself is administered",
                at: location,
                "name the address at which the application listens"
            )
        }
        guard case .tcp(let scheme, let host, let port, _) = address else { return }
        let authority = port == scheme.defaultPort ? host : "\(host):\(port)"
        if authority == context.issuerAuthority {
            fields.diagnostics.error(
                "\(Quoted(text)) is the gate itself",
                at: location,
                "name the address at which the application listens"
            )
        }
    }

    mutating func readHosts(_ entry: LocatedEntry?) {
        guard let entry else { return }
        for (text, node) in fields.texts(of: entry.value, "'hosts'") {
            if let problem = HostEntry.problem(of: text) {
                fields.diagnostics.error(problem.message, at: node.location, problem.suggestion)
            } else {
                draft.settings.hosts.append(text)
                draft.hostLocations.append(node.location)
            }
        }
    }

    mutating func readPrefix(_ entry: LocatedEntry?) {
        guard let entry else { return }
        draft.prefixLocation = entry.value.location
        guard let text = fields.text(entry.value, "'prefix'") else { return }
        if let problem = MountPrefix.problem(of: text) {
            fields.diagnostics.error(problem.message, at: entry.value.location, problem.suggestion)
        } else {
            draft.settings.prefix = text == "/" ? "" : text
        }
    }

    mutating func readAudience(_ entry: LocatedEntry?) {
        let settings = draft.settings
        let origin = "\(context.issuerScheme)://\(settings.hosts.first ?? context.issuerAuthority)"
        let isOnIssuer = settings.hosts.first.map { $0 == context.issuerAuthority } ?? true
        draft.settings.publicURL = origin + settings.prefix
        // RFC 9728 §3.1: the well-known part goes between host and path.
        draft.settings.resourceMetadataURL = "\(origin)/.well-known/oauth-protected-resource\(settings.prefix)"
        draft.settings.audience = origin + settings.prefix
        if settings.prefix.isEmpty && isOnIssuer { draft.settings.audience = "\(context.issuer)/\(settings.key)" }
        guard let entry else { return warnOfGuessedHost() }
        draft.audienceLocation = entry.value.location
        guard let text = fields.text(entry.value, "'audience'") else { return }
        if !AbsoluteURI.isValid(text) {
            fields.diagnostics.error(
                "\(Quoted(text)) is not an absolute URI without fragment",
                at: entry.value.location,
                "write one, such as '\(draft.settings.publicURL)'"
            )
        }
        draft.settings.audience = text
    }

    private mutating func warnOfGuessedHost() {
        guard draft.settings.hosts.isEmpty, !context.issuerIsLoopback, !draft.allowsSharedOrigin else { return }
        fields.diagnostics.warn(
            "the application answers on any host but the issuer's, yet its audience is \(draft.settings.audience)",
            at: draft.location,
            "name its hosts under 'hosts', or an 'audience'"
        )
    }
}
