/// Names one setting, in the words of `gateway.yaml`; flag and variable follow from it.
enum SettingKey: String, CaseIterable, Sendable {
    case issuer
    case listen
    case http2Cleartext = "http2_cleartext"
    case adminListen = "admin_listen"
    case adminHosts = "admin_hosts"
    case opsListen = "ops_listen"
    case data
    case policies
    case store
    case trustedProxies = "trusted_proxies"
    case proxyProtocol = "proxy_protocol"
    case accessLog = "access_log"
    case logLevel = "log_level"
    case logFormat = "log_format"
    case eventLoops = "event_loops"
    case accessTokenSeconds = "tokens.access_token_seconds"
    case algorithm = "tokens.algorithm"
    case refreshTokenSeconds = "tokens.refresh_token_seconds"
    case keyRotationDays = "tokens.key_rotation_days"
    case proofNonces = "tokens.dpop_nonces"
    case attemptsPerMinute = "sign_in.attempts_per_minute"
    case sessionSeconds = "sign_in.session_seconds"
    case sessionIdleSeconds = "sign_in.idle_seconds"
    case registration = "clients.registration"
    case metadataDocuments = "clients.metadata_documents"
    case auditDays = "audit_days"
    case decisionDays = "decisions.days"
    case decisionRows = "decisions.rows"
    case keyFile = "key_file"
    /// The key itself; from the environment only.
    case key
    case headBytes = "limits.head_bytes"
    case bodyBytes = "limits.body_bytes"
    case idleSeconds = "limits.idle_seconds"
    case webSocketIdleSeconds = "limits.websocket_idle_seconds"
    case drainSeconds = "limits.drain_seconds"
    /// Each a pair of paths; `CERTIFICATE:KEY` in the environment.
    case certificates = "tls.certificates"
    case clientCA = "tls.client_ca"
    case clientCertificates = "tls.client_certificates"
    case minimumTLSVersion = "tls.minimum_version"
    case redirectListen = "tls.redirect_listen"
    case strictTransportSeconds = "tls.hsts_seconds"
    case upstreamCA = "upstream_ca"
    case upstreamCertificate = "upstream_certificate"
    case upstreamKey = "upstream_key"
    case trustedIssuers = "trusted_issuers"
    case insecureHTTPIssuer = "insecure_http_issuer"
    case insecureAdminHTTP = "insecure_admin_http"
    case insecureOutbound = "insecure_outbound"

    /// The path from the top of the file.
    var components: [String] { rawValue.split(separator: ".").map(String.init) }

    /// The flag, whether or not a command offers it: `--admin-listen`.
    var flag: String {
        "--" + String(decoding: rawValue.utf8.map { $0 == 0x5F || $0 == 0x2E ? 0x2D : $0 }, as: UTF8.self)
    }

    /// The environment variable: `GATEHOUSE_TOKENS_ALGORITHM`.
    var variable: String {
        "GATEHOUSE_" + String(decoding: rawValue.uppercased().utf8.map { $0 == 0x2E ? 0x5F : $0 }, as: UTF8.self)
    }

    /// Whether the setting is a list.
    var isList: Bool {
        switch self {
        case .listen, .adminHosts, .trustedProxies, .trustedIssuers, .certificates: true
        default: false
        }
    }

    /// The settings of the public listener's TLS.
    static let tls: [SettingKey] = [
        .certificates, .clientCA, .clientCertificates, .minimumTLSVersion, .redirectListen, .strictTransportSeconds,
    ]

    /// Keys that are refused by name: those of a later version, and those that belong elsewhere.
    static let later: [String: String] = [
        "role": "a server of one role comes with a later version; this one runs all roles",
        "roles": "a server of one role comes with a later version; this one runs all roles",
        "rate_limits": "rate limits belong to applications: write them there, under 'limits'",
    ]
}
