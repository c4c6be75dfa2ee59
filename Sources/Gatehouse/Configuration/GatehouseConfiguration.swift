package import GatehouseJOSE
package import GatehouseOAuth
import GatehousePolicy
package import GatehouseProxy

/// Holds every setting of a server, checked: what flags, environment, `gateway.yaml` and defaults came to.
package struct GatehouseConfiguration: Sendable, Equatable {
    /// - `issuer` (URL, default `http://localhost:PORT`, with TLS `https`): the origin of the authorization server; nil is the default.
    package var issuer: String?
    /// - `listen` (addresses, default `127.0.0.1:8080` and `[::1]:8080`): the public listener.
    package var listen: ListenSetting
    /// - `http2_cleartext` (bool, default false): clients in the clear may speak HTTP/2 without having asked (RFC 9113 §3.3).
    package var speaksHTTP2InTheClear = false
    /// - `admin_listen` (address, default `127.0.0.1:8081`): health and metrics.
    package var adminListen: ListenAddress
    /// - `admin_hosts` (names, default none): what `Host` may say on the admin listener besides loopback names;
    ///   after `https://` if TLS ends before it.
    package var adminHosts: [String]
    /// - `ops_listen` (address, default none): health and metrics alone.
    package var operationsListen: ListenAddress?
    /// - `data` (path, default `.gatehouse`): the data directory.
    package var data: String
    /// - `policies` (path, default `policies`; flag and environment only): the policy files.
    package var policies: String
    /// - `trusted_proxies` (CIDR blocks, default none): peers whose forwarding headers are believed.
    package var trustedProxies: [String]
    /// - `proxy_protocol` (`off`, `trusted` or `required`, default `off`): who begins connections with a PROXY header.
    package var proxyProtocol = ProxyProtocolMode.off
    /// - `access_log` (`stdout`, `off` or a path, default `stdout`): one JSON line a request.
    package var accessLog: AccessLogSetting
    /// What the server says about itself, on standard error.
    package var log: LogConfiguration
    /// - `event_loops` (int, default the number of cores): the threads that carry requests.
    package var eventLoops: Int
    /// What tokens look like.
    package var tokens: TokenConfiguration
    /// How people sign in, and who may register clients.
    package var people: PeopleConfiguration
    /// - `audit_days` (int, default 400): how long the audit log is kept; 0 is for ever.
    package var auditDays: Int64
    /// How long decisions are kept one by one.
    package var decisions: DecisionConfiguration
    /// - `key_file` (path, default none): holds the key that private keys are sealed with in the database.
    package var keyFile: String?
    /// - `GATEHOUSE_KEY` (environment only, default none): that key itself.
    package var key: Secret<String>?
    /// How the public listener speaks TLS; nil is in the clear.
    package var tls: TLSSettings?
    /// How upstreams are spoken with over TLS; nil is by the system's authorities alone, showing nothing.
    package var upstreamTLS: UpstreamTLSSettings?
    /// Other authorization servers whose tokens applications may accept.
    package var trustedIssuers: [TrustedIssuerSettings]
    /// What one connection may ask for.
    package var limits: LimitConfiguration
    /// What is allowed although it is not safe.
    package var insecure: InsecureConfiguration

    /// The default settings on a machine with that many cores.
    package init(cores: Int = 1) {
        self.issuer = nil
        self.listen = .loopback(port: 8_080)
        self.adminListen = ListenAddress(host: "127.0.0.1", port: 8_081)
        self.adminHosts = []
        self.operationsListen = nil
        self.data = ".gatehouse"
        self.policies = "policies"
        self.trustedProxies = []
        self.accessLog = .standardOutput
        self.log = LogConfiguration()
        self.eventLoops = cores
        self.tokens = TokenConfiguration()
        self.people = PeopleConfiguration()
        self.auditDays = 400
        self.decisions = DecisionConfiguration()
        self.keyFile = nil
        self.key = nil
        self.tls = nil
        self.upstreamTLS = nil
        self.trustedIssuers = []
        self.limits = LimitConfiguration()
        self.insecure = InsecureConfiguration()
    }

    /// The issuer identifier: the one that was set, else `localhost` with scheme and port of the public listener.
    package var effectiveIssuer: String {
        if let issuer { return issuer }
        let (scheme, usual) = tls == nil ? ("http", 80) : ("https", 443)
        return listen.port == usual ? "\(scheme)://localhost" : "\(scheme)://localhost:\(listen.port)"
    }

    /// The port by which clients reach the public listener over TLS: the issuer's, which may be mapped to another.
    var securePort: Int {
        guard let context = PolicyContext(issuer: effectiveIssuer) else { return listen.port }
        let authority = context.issuerAuthority
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return 443 }
        return Int(authority[authority.index(after: colon)...]) ?? listen.port
    }

    /// The same configuration, with what nobody set as the last server had it.
    func completed(from settings: ServerSettings?) -> GatehouseConfiguration {
        guard let settings else { return self }
        var completed = self
        completed.issuer = issuer ?? settings.issuer
        completed.tokens.complete(from: settings)
        return completed
    }

    /// Where the policies are; a directory that nobody named need not exist.
    var policyDirectory: PolicyDirectory {
        PolicyDirectory(policies, isRequired: policies != GatehouseConfiguration().policies)
    }

    /// What policies have to know of the issuer.
    var policyContext: PolicyContext {
        get throws(ExitFailure) {
            // A port that is chosen at start is not known before; until then the usual one stands for it.
            let isChosenAtStart = issuer == nil && listen.port == 0
            let issuer = isChosenAtStart ? GatehouseConfiguration().effectiveIssuer : effectiveIssuer
            guard let context = PolicyContext(issuer: issuer) else {
                throw ExitFailure(.wrongUse, "The issuer \(issuer) is not an origin.")
            }
            var own = context
            own.ownAddresses = ownAddresses
            own.trustedIssuers = trustedIssuers.map(\.known)
            return own
        }
    }

    /// Whether a connection of this server to its own public listener would have to begin with a PROXY header.
    var wantsProxyHeaderOfItself: Bool {
        switch proxyProtocol {
        case .off: false
        case .required: true
        case .trusted:
            trustedProxies.contains { range in
                AddressRange(range).map { $0.holds("127.0.0.1") || $0.holds("::1") } ?? false
            }
        }
    }

    /// Where this server listens.
    var ownListeners: [ListenAddress] {
        [adminListen, operationsListen, tls?.redirectListen].compactMap(\.self) + listen.required + listen.optional
    }

    /// Where administrators and the parts of this server reach it.
    private var ownAddresses: [UpstreamAddress] {
        let directory = DataDirectory(data)
        let sockets = Set([directory.path, directory.resolvedPath])
            .flatMap { folder in
                ["admin.sock", "control.sock"].map { UpstreamAddress.unix(path: "\(folder)/\($0)") }
            }
        let listeners = [adminListen, operationsListen].compactMap(\.self)
            .map { UpstreamAddress.tcp(scheme: .http, host: $0.host, port: $0.port, basePath: "") }
        return sockets + listeners
    }
}

/// Says where the access log goes.
package enum AccessLogSetting: Sendable, Equatable {
    case standardOutput
    case off
    case file(String)

    /// The setting as it is written.
    package var text: String {
        switch self {
        case .standardOutput: "stdout"
        case .off: "off"
        case .file(let path): path
        }
    }
}

/// Says how much the server tells about itself, and how.
package struct LogConfiguration: Sendable, Equatable {
    /// The levels, from the one that tells most.
    static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

    /// - `log_level` (`trace`, `debug`, `info`, `notice`, `warning`, `error`, `critical`; default `notice`).
    package var level: String = "notice"
    /// - `log_format` (`human` or `json`, default `human`).
    package var format: LogFormat = .human

    /// Creates the defaults.
    package init() {}
}

/// Says what access tokens look like.
package struct TokenConfiguration: Sendable, Equatable {
    /// - `tokens.access_token_seconds` (int, default 3600): how long an access token lives.
    package var accessTokenSeconds: Int64 {
        get { chosenSeconds ?? 3_600 }
        set { chosenSeconds = newValue }
    }
    /// - `tokens.algorithm` (`ES256`, `RS256`, `PS256` or `EdDSA`; default `ES256`): what they are signed with.
    package var algorithm: SigningAlgorithm {
        get { chosenAlgorithm ?? .es256 }
        set { chosenAlgorithm = newValue }
    }

    /// - `tokens.key_rotation_days` (int, default 90): after so many days other keys sign; 0 is never.
    package var keyRotationDays: Int64 = 90

    /// Nil unless somebody set it.
    private var chosenSeconds: Int64?
    private var chosenAlgorithm: SigningAlgorithm?

    /// Creates the defaults.
    package init() {}

    /// Whether tokens look the same; whether somebody said so or it is the default makes no difference.
    package static func == (first: TokenConfiguration, second: TokenConfiguration) -> Bool {
        first.accessTokenSeconds == second.accessTokenSeconds && first.algorithm == second.algorithm
            && first.keyRotationDays == second.keyRotationDays
    }

    /// Takes what nobody set from what a server ran with.
    mutating func complete(from settings: ServerSettings) {
        chosenSeconds = chosenSeconds ?? settings.accessTokenSeconds
        chosenAlgorithm = chosenAlgorithm ?? settings.algorithm
    }
}

/// Bounds what one connection may ask of the server.
package struct LimitConfiguration: Sendable, Equatable {
    /// - `limits.head_bytes` (int, default 65536): the largest request head.
    package var headBytes: Int = 65_536
    /// - `limits.body_bytes` (int, default 0): the largest request body; 0 is no limit.
    package var bodyBytes: Int64 = 0
    /// - `limits.idle_seconds` (int, default 75): how long an idle connection stays open.
    package var idleSeconds: Int64 = 75
    /// - `limits.websocket_idle_seconds` (int, default 300): how long a WebSocket on which nothing is sent stays open.
    package var webSocketIdleSeconds: Int64 = 300
    /// - `limits.drain_seconds` (int, default 30): how long requests may take to finish when the server stops.
    package var drainSeconds: Int64 = 30

    /// Creates the defaults.
    package init() {}
}

/// Allows what is not safe; all off.
package struct InsecureConfiguration: Sendable, Equatable {
    /// - `insecure_http_issuer` (bool, default false): an `http` issuer that is not on loopback.
    package var httpIssuer = false
    /// - `insecure_admin_http` (bool, default false): an admin listener without TLS that is not on loopback.
    package var adminHTTP = false
    /// - `insecure_outbound` (bool, default false): requests to http URLs and private addresses, as in development.
    package var outbound = false

    /// Creates the defaults.
    package init() {}
}
