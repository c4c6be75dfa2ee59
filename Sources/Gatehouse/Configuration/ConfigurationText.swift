import GatehouseJOSE
import GatehouseOAuth
import GatehouseProxy

extension GatehouseConfiguration {
    /// The configuration as a `gateway.yaml` that would lead to the same; secrets, once there are any, are redacted.
    package var text: String {
        var lines: [String] = []
        lines.append("issuer: \(Self.quoted(effectiveIssuer))")
        lines.append("listen: \(Self.list(listen.all.map(\.description)))")
        lines.append("http2_cleartext: \(speaksHTTP2InTheClear)")
        lines.append("admin_listen: \(Self.quoted(adminListen.description))")
        lines.append("admin_hosts: \(Self.list(adminHosts))")
        if let operationsListen { lines.append("ops_listen: \(Self.quoted(operationsListen.description))") }
        lines.append("data: \(Self.quoted(data))")
        lines.append("# policies: \(policies) (flag --policies, variable GATEHOUSE_POLICIES)")
        lines.append("store: sqlite")
        lines.append("trusted_proxies: \(Self.list(trustedProxies))")
        lines.append("proxy_protocol: \(Self.quoted(proxyProtocol.rawValue))")
        lines.append("access_log: \(Self.quoted(accessLog.text))")
        lines.append("log_level: \(log.level)")
        lines.append("log_format: \(log.format.rawValue)")
        lines.append("event_loops: \(eventLoops)")
        lines.append("tokens:")
        lines.append("  access_token_seconds: \(tokens.accessTokenSeconds)")
        lines.append("  algorithm: \(tokens.algorithm.rawValue)")
        lines.append("  refresh_token_seconds: \(people.refreshTokenSeconds)")
        lines.append("  key_rotation_days: \(tokens.keyRotationDays)")
        lines.append("  dpop_nonces: \(people.requiresProofNonces)")
        lines.append("sign_in:")
        lines.append("  attempts_per_minute: \(people.attemptsPerMinute)")
        lines.append("  session_seconds: \(people.sessionSeconds)")
        lines.append("  idle_seconds: \(people.sessionIdleSeconds)")
        lines.append("clients:")
        lines.append("  registration: \(Self.quoted(people.registration.rawValue))")
        lines.append("  metadata_documents: \(people.acceptsMetadataDocuments)")
        lines.append("audit_days: \(auditDays)")
        lines.append("decisions:")
        lines.append("  days: \(decisions.days)")
        lines.append("  rows: \(decisions.rows)")
        if let keyFile { lines.append("key_file: \(Self.quoted(keyFile))") }
        if key != nil { lines.append("# key: <redacted> (variable GATEHOUSE_KEY)") }
        if let upstreamTLS { lines += Self.lines(upstreamTLS) }
        if let tls { lines += Self.lines(tls) }
        lines.append("limits:")
        lines.append("  head_bytes: \(limits.headBytes)")
        lines.append("  body_bytes: \(limits.bodyBytes)")
        lines.append("  idle_seconds: \(limits.idleSeconds)")
        lines.append("  websocket_idle_seconds: \(limits.webSocketIdleSeconds)")
        lines.append("  drain_seconds: \(limits.drainSeconds)")
        lines += trustedIssuerLines
        lines.append("insecure_http_issuer: \(insecure.httpIssuer)")
        lines.append("insecure_admin_http: \(insecure.adminHTTP)")
        lines.append("insecure_outbound: \(insecure.outbound)")
        return lines.joined(separator: "\n") + "\n"
    }

    private var trustedIssuerLines: [String] {
        guard !trustedIssuers.isEmpty else { return ["trusted_issuers: []"] }
        return ["trusted_issuers:"] + trustedIssuers.flatMap(Self.lines)
    }

    private static func lines(_ issuer: TrustedIssuerSettings) -> [String] {
        let rules = issuer.rules
        var lines = ["  - name: \(quoted(issuer.name))", "    issuer: \(quoted(issuer.issuer))"]
        if let url = issuer.keysURL { lines.append("    jwks_uri: \(quoted(url))") }
        if !issuer.audiences.isEmpty { lines.append("    audience: \(list(issuer.audiences))") }
        lines.append("    algorithms: \(list(rules.algorithms.map(\.rawValue)))")
        lines.append("    token_type: \(list(rules.types))")
        lines.append("    claims:")
        lines.append("      subject: \(list(rules.subject))")
        lines.append("      client: \(list(rules.client))")
        if let scopes = rules.scopes { lines.append("      scope: \(list(scopes))") }
        if let terms = issuer.introspection {
            lines.append("    introspection:")
            lines.append("      endpoint: \(quoted(terms.endpoint))")
            lines.append("      client_id: \(quoted(terms.clientID))")
            lines.append("      client_secret_file: \(quoted(terms.secretFile))")
            lines.append("      cache_seconds: \(terms.cacheSeconds)")
        }
        if let authorities = issuer.authorities { lines.append("    ca: \(quoted(authorities))") }
        lines.append("    keys_max_age_seconds: \(issuer.keysMaximumAge)")
        return lines
    }

    private static func lines(_ tls: UpstreamTLSSettings) -> [String] {
        var lines: [String] = []
        if let path = tls.authorities { lines.append("upstream_ca: \(quoted(path))") }
        if let files = tls.certificate {
            lines.append("upstream_certificate: \(quoted(files.certificate))")
            lines.append("upstream_key: \(quoted(files.key))")
        }
        return lines
    }

    private static func lines(_ tls: TLSSettings) -> [String] {
        var lines = ["tls:", "  certificates:"]
        for files in tls.certificates {
            lines.append("    - { certificate: \(quoted(files.certificate)), key: \(quoted(files.key)) }")
        }
        if let authority = tls.clientAuthority { lines.append("  client_ca: \(quoted(authority))") }
        lines.append("  client_certificates: \(quoted(tls.clientCertificates.rawValue))")
        lines.append("  minimum_version: \"\(tls.minimumVersion.rawValue)\"")
        if let address = tls.redirectListen { lines.append("  redirect_listen: \(quoted(address.description))") }
        if let seconds = tls.strictTransportSeconds { lines.append("  hsts_seconds: \(seconds)") }
        return lines
    }

    private static func list(_ texts: [String]) -> String {
        "[\(texts.map(quoted).joined(separator: ", "))]"
    }

    /// Plain where YAML reads a plain scalar as this very text everywhere, else in double quotes (YAML 1.2 §7.3.1).
    private static func quoted(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "/")
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            } && !["", "off", "on", "yes", "no", "true", "false", "null", "y", "n"].contains(text.lowercased())
        guard !isPlain else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
