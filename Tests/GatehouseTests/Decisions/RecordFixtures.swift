import GatehouseJOSE
import GatehousePolicy
import GatehouseStorage
import GatehouseTestSupport
import Logging
import Synchronization
import Testing

@testable import Gatehouse
@testable import GatehouseProxy

/// Makes records as the gate would, under a small policy.
struct RecordFixture {
    static let start: Int64 = 1_790_000_000

    let policy: CompiledPolicy
    let application: CompiledApplication

    init() throws {
        let text = """
            application: tstapp
            upstream: http://127.0.0.1:9
            prefix: /tstapp
            scopes:
              tstapp_data.read: Read your data
              tstapp_data.write: Change your data
            routes:
              GET /health: public
              GET /data/**: tstapp_data.read
              DELETE /data/{id}:
                all: [tstapp_data.write]
                claims: { department: [finance] }
            """
        let context = try #require(PolicyContext(issuer: "http://localhost:8080"))
        let file = PolicyFiles.File(name: "policies/tstapp.yaml", bytes: Array(text.utf8))
        let compilation = PolicyFiles(directory: "policies", files: [file]).compiled(context: context)
        policy = try #require(compilation.policy, "\(compilation.diagnostics)")
        application = try #require(policy.applications.first)
    }

    func route(_ label: String) throws -> CompiledRoute {
        try #require(application.routes.first { $0.label == label })
    }

    /// A token as its issuer vouches for it.
    func token(
        scope: String = "tstapp_data.read",
        client: String = "reader",
        claims: [String: JSONValue] = [:]
    ) throws -> AdmittedToken {
        let bytes = Array(try Self.text(scope: scope, client: client, claims: claims).utf8)
        let keys = VerificationKeySet([try TestKeys.signingKey(.es256).verificationKey])
        var verifier = TokenVerifier()
        let token = try verifier.verify(bytes.span, issuers: TrustedIssuers(["http://localhost:8080": keys]))
        return AdmittedToken(token: token, principal: Principal(token, claims: policy.claimNames))
    }

    static func text(
        scope: String = "tstapp_data.read",
        client: String = "reader",
        claims: [String: JSONValue] = [:]
    ) throws -> String {
        var payload: JSONObject = [
            "iss": "http://localhost:8080", "sub": .string(client), "client_id": .string(client),
            "aud": ["http://localhost:8080/tstapp"], "exp": .integer(start + 600), "iat": .integer(start - 5),
            "jti": "grant.random", "scope": .string(scope),
        ]
        for (name, value) in claims { payload[name] = value }
        return try TestKeys.signingKey(.es256).signToken(payload: payload, type: "at+jwt")
    }

    func record(
        _ reason: DecisionReason = .permitted,
        route label: String? = "GET /data/**",
        token: AdmittedToken? = nil,
        id: UInt64 = 2,
        at second: Int64 = 0,
        detail: String? = nil,
        presented: String? = nil
    ) throws -> AccessRecord {
        let route = try label.map(route)
        return AccessRecord(
            requestID: RequestIdentifier(high: 1, low: id),
            time: (Self.start + second) * 1_000,
            peer: "127.0.0.1",
            method: "GET",
            path: "/tstapp/data/1",
            application: application.key,
            route: route?.label,
            client: token?.principal.qualifiedClient,
            subject: token?.principal.subject,
            reason: reason,
            detail: detail,
            status: reason.isPermit ? 200 : 403,
            requestBytes: 0,
            responseBytes: 42,
            duration: 1_500,
            upstreamDuration: reason.isPermit ? 1_007 : nil,
            compiledApplication: application,
            compiledRoute: route,
            token: token,
            presentedToken: presented.map { PresentedToken(bytes: Array($0.utf8)) }
        )
    }
}

/// A recorder on a file of one test, whose clock the test holds.
struct RecorderFixture {
    let recorder: DecisionRecorder
    let folder: TemporaryFolder
    let clock: HeldClock
    let log = LoggedLines()

    init(
        _ configuration: DecisionConfiguration = DecisionConfiguration(),
        file: String = "decisions.sqlite",
        sampling: DecisionSampling = DecisionSampling(),
        capacity: Int = 1_000
    ) throws {
        let folder = try TemporaryFolder()
        let clock = HeldClock()
        self.folder = folder
        self.clock = clock
        recorder = DecisionRecorder(
            configuration,
            database: DecisionDatabase(path: folder.file(file), logger: log.logger),
            sampling: sampling,
            capacity: capacity,
            clock: { clock.milliseconds },
            logger: log.logger
        )
    }
}

/// A clock that stands still until it is set.
final class HeldClock: Sendable {
    private let time = Atomic(RecordFixture.start * 1_000)

    var milliseconds: Int64 { time.load(ordering: .relaxed) }

    func advance(by milliseconds: Int64) {
        time.wrappingAdd(milliseconds, ordering: .relaxed)
    }
}
