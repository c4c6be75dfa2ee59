import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Logging

/// Signs administrators in through our own authorization server, as any client of it would.
struct SignInController: Sendable {
    static let path = "/sign-in"
    static let endPath = "/sign-out"

    let pages: DashboardPages

    init(pages: DashboardPages) {
        self.pages = pages
    }

    var routes: [SiteRoute] {
        [
            .get(Self.path, begin),
            .get(DashboardOrigins.callbackPath, finish),
            .post(Self.endPath, signOut),
        ]
    }

    /// Answers `GET /sign-in`.
    @Sendable func begin(_ request: Request, context: ControlContext) async -> Response {
        guard IssuerOrigin.isDocument(request) else { return pages.door(.notADocument, .forbidden) }
        let services = pages.services
        guard let origin = services.origins.origin(of: request.head.authority) else {
            return pages.door(.unknownOrigin(services.origins.all.first ?? "its own address"), .badRequest)
        }
        // Only there does the browser show, when it comes back, who is signed in at the issuer.
        if let preferred = neighbour.preferred(to: origin) {
            return redirect(to: preferred + Self.path + (request.uri.query.map { "?" + $0 } ?? ""), cookies: [])
        }
        return await pages.attempting(request, context) { () async throws(StorageError) in
            guard try await hasAudience() else { return pages.door(.noAdministrator, .ok) }
            let query = DashboardFields(form: Array((request.uri.query ?? "").utf8)) ?? DashboardFields()
            let step = SignInStep(
                redirectURI: origin + DashboardOrigins.callbackPath,
                next: SignInStep.next(query["next"]),
                now: services.clock(),
                random: services.server.newBrowserID
            )
            let location = services.server.dashboardRequest(
                state: step.state,
                nonce: step.nonce,
                verifier: step.verifier,
                redirectURI: step.redirectURI,
                isAgain: query["again"] == "yes"
            )
            let cookie = pages.cookies(of: request).step
                .field(value: step.sealed(with: pages.key), maximumAge: SignInStep.seconds)
            return redirect(to: location, cookies: [cookie])
        }
    }

    /// Answers `GET /sign-in/callback` (RFC 6749 §4.1.2).
    @Sendable func finish(_ request: Request, context: ControlContext) async -> Response {
        guard IssuerOrigin.isDocument(request) else { return pages.door(.notADocument, .forbidden) }
        let now = pages.services.clock()
        let cookies = pages.cookies(of: request)
        let query = DashboardFields(form: Array((request.uri.query ?? "").utf8)) ?? DashboardFields()
        guard
            let step = cookies.step.value(in: request)
                .flatMap({ SignInStep(opening: $0, with: pages.key, now: now) }),
            query["state"]?.hasSameBytes(as: step.state) ?? false,
            // RFC 9207 §2.4.
            query["iss"]?.hasSameBytes(as: pages.services.issuer) ?? false
        else { return pages.door(.lostStep, .badRequest) }
        guard let code = query["code"] else { return forgetting(cookies.step, pages.door(.failedSignIn, .forbidden)) }
        let sent = DashboardCode(
            code: code,
            verifier: step.verifier,
            nonce: step.nonce,
            redirectURI: step.redirectURI,
            address: nil
        )
        return await pages.attempting(request, context) { () async throws(StorageError) in
            do throws(OAuthError) {
                let signIn = try await pages.services.server.redeem(sent, now: now)
                guard try await isOfThisBrowser(signIn, request, step, now: now) else {
                    context.logger.warning("a sign-in to the dashboard came back to another browser")
                    return forgetting(cookies.step, pages.door(.failedSignIn, .forbidden))
                }
                return try await answer(signIn, to: step, cookies, now: now)
            } catch {
                context.logger.warning(
                    "a sign-in to the dashboard failed",
                    metadata: ["error": "\(error.code.rawValue)", "reason": "\(error.description)"]
                )
                return forgetting(cookies.step, refusal(of: error))
            }
        }
    }

    /// Answers `POST /sign-out`: ends the session here and at the issuer.
    @Sendable func signOut(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .overview, mayBeReader: true) { _, visit throws(StorageError) in
            do throws(OAuthError) {
                try await visit.endSession()
            } catch {
                return pages.door(.busyStore, .serviceUnavailable)
            }
            var response = pages.door(.signedOut, .ok)
            response.headers.append(pages.cookies(of: request).session.removal)
            return response
        }
    }

    private var neighbour: SignInNeighbour {
        SignInNeighbour(issuer: pages.services.issuer, origins: pages.services.origins)
    }

    /// Whether the browser that brings a code is the one that signed in at the issuer, where that can be told.
    ///
    /// Who reads somebody else's code has no cookie of that person's session.
    private func isOfThisBrowser(
        _ signIn: DashboardSignIn,
        _ request: Request,
        _ step: SignInStep,
        now: Int64
    ) async throws(OAuthError) -> Bool {
        let neighbour = neighbour
        guard neighbour.isTold(at: step.redirectURI) else { return true }
        guard let secret = neighbour.session.value(in: request) else { return false }
        return try await reading { () async throws(StorageError) in
            try await pages.services.server.isSecret(Secret(secret), of: signIn, now: now)
        }
    }

    private func reading<Value>(
        _ body: () async throws(StorageError) -> Value
    ) async throws(OAuthError) -> Value {
        do throws(StorageError) {
            return try await body()
        } catch {
            throw OAuthError(.temporarilyUnavailable, "The server cannot answer at the moment.", detail: "\(error)")
        }
    }

    private func answer(
        _ signIn: DashboardSignIn,
        to step: SignInStep,
        _ cookies: DashboardCookies,
        now: Int64
    ) async throws(OAuthError) -> Response {
        let standing = try await reading { () async throws(StorageError) in
            try await pages.services.server.standing(signIn, now: now)
        }
        guard let standing else { return forgetting(cookies.step, pages.door(.failedSignIn, .forbidden)) }
        guard signIn.mayLook, Administrator(standing) != nil else {
            return forgetting(cookies.step, pages.outsider(standing.user))
        }
        let session = DashboardSession(
            id: pages.services.server.newBrowserID(),
            signIn: signIn,
            startedAt: now,
            seenAt: now
        )
        let cookie = cookies.session.field(value: session.sealed(with: pages.key))
        return redirect(to: step.next, cookies: [cookie, cookies.step.removal])
    }

    /// Whether anybody could be let in.
    private func hasAudience() async throws(StorageError) -> Bool {
        for scope in BuiltInScope.allCases {
            let query = UserQuery(scope: scope.rawValue, isDisabled: false, limit: 1)
            if try await pages.services.directory.users(query).total > 0 { return true }
        }
        return false
    }

    private func refusal(of error: OAuthError) -> Response {
        switch error.code {
        case .temporarilyUnavailable: pages.door(.busyStore, .serviceUnavailable)
        case .serverError: pages.door(.brokenStore, .internalServerError)
        case .invalidClient, .unauthorizedClient: pages.door(.noClient, .internalServerError)
        default: pages.door(.failedSignIn, .forbidden)
        }
    }

    private func forgetting(_ cookie: GatehouseCookie, _ response: Response) -> Response {
        var response = response
        response.headers.append(cookie.removal)
        return response
    }

    private func redirect(to location: String, cookies: [HTTPField]) -> Response {
        var headers: HTTPFields = [.location: location, .cacheControl: "no-store"]
        for cookie in cookies { headers.append(cookie) }
        return Response(status: .seeOther, headers: headers)
    }
}
