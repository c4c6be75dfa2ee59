import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Decision pages")
struct DecisionPageTests {
    private static let path = "/decisions/9c41f07be2d83a56"

    private func page(_ decision: RecordedDecision, as visitor: DashboardFixture.Visitor = .administrator) async throws
        -> String
    {
        let fixture = try await DashboardFixture(
            clients: [.fixture(id: "web", name: "Reporting Studio", scopes: ["tstapp_data.read"])],
            people: [.fixture("ada", name: "Ada Lovelace")]
        )
        fixture.decisions.set { $0.decisions = [decision] }
        let answer = try await fixture.get(Self.path, as: visitor)
        #expect(answer.status == .ok)
        return answer.text
    }

    @Test
    func aMissingTokenShowsTheChallengeThatWasSent() async throws {
        let text = try await page(
            .sample(
                "missing_token",
                status: 401,
                client: nil,
                subject: nil,
                conditions: [
                    .condition("token", ExplainedCondition.goodToken.wanted, "none", false),
                    .condition("scope", "tstapp_data.write", "none", false),
                ],
                token: nil
            )
        )

        #expect(text.contains("<h1 id=\"ruling\" class=\"break\">Refused: there is no access token</h1>"))
        #expect(text.contains("HTTP/1.1 <b>401 Unauthorized</b>"))
        #expect(
            text.contains(
                "WWW-Authenticate: Bearer realm=&quot;tstapp&quot;, scope=&quot;tstapp_data.write&quot;, "
                    + "resource_metadata=&quot;http://localhost:8080/.well-known/oauth-protected-resource/tstapp&quot;"
            )
        )
        #expect(text.contains("Stopped here: </span>Token is good"))
        #expect(!text.contains("id=\"token\""))
    }

    @Test
    func aChallengeIsNotInventedOnceThePolicyHasChanged() async throws {
        let text = try await page(
            .sample("missing_token", status: 401, time: (DashboardFixture.now - 3_600) * 1_000, token: nil)
        )

        #expect(!text.contains("resource_metadata="))
        #expect(text.contains("The policy has changed since"))
    }

    @Test(arguments: [
        ("expired", "Refused: the token has expired", "The access token expired", "Time"),
        ("wrong_audience", "meant for another application", "meant for another audience", "Audience"),
        ("revoked", "Refused: the token was revoked", "The access token was revoked", "Revoked"),
    ])
    func aTokenThatWasNotAcceptedShowsWhichCheckFailed(
        detail: String,
        title: String,
        description: String,
        check: String
    ) async throws {
        let text = try await page(
            .sample("invalid_token", detail: detail, status: 401, conditions: [.badToken(detail)])
        )

        #expect(text.contains(title))
        #expect(text.contains("error=&quot;invalid_token&quot;, error_description=&quot;"))
        #expect(text.contains(description))
        #expect(text.contains("<tr class=\"failed\"><td><strong class=\"break\">\(check)</strong>"))
        #expect(text.contains("Look at this grant"))
    }

    @Test
    func whatFollowsTheFailedCheckIsOpen() throws {
        let rows = DecisionTokenChecks(.sample("invalid_token", detail: "expired", status: 401)).rows

        #expect(rows.map(\.subject) == ["Issuer", "Signature", "Time", "Audience", "Revoked"])
        #expect(rows.map(\.isMet) == [true, true, false, false, false])
        #expect(rows.map(\.isOpenQuestion) == [false, false, false, true, true])
        #expect(rows[4].actual == "not looked at")
    }

    @Test
    func anUnverifiedTokenIsNotBelieved() async throws {
        let text = try await page(
            .sample(
                "invalid_token",
                detail: "bad_signature",
                status: 401,
                client: nil,
                subject: nil,
                token: .sample(isVerified: false)
            )
        )

        #expect(text.contains("<h3>Not verified</h3>"))
        #expect(!text.contains("/revoke?grant="))
        #expect(!text.contains("href=\"/clients/web\""))
    }

    @Test
    func aMissingScopeShowsTheSmallestGrantAndWhatElseItOpens() async throws {
        let refused = RecordedDecision.sample(
            "insufficient_scope",
            status: 403,
            conditions: [.goodToken, .condition("scope", "tstapp_data.write", "tstapp_data.read", false)]
        )
        let text = try await page(refused)

        #expect(text.contains("Refused: the token does not carry tstapp_data.write"))
        #expect(text.contains("Bearer error=&quot;insufficient_scope&quot;, scope=&quot;tstapp_data.write&quot;"))
        #expect(text.contains("Reporting Studio may not ask for tstapp_data.write yet."))
        #expect(text.contains("href=\"/clients/web/edit?scope=tstapp_data.write\""))
        #expect(text.contains("It opens no other route."))
        #expect(text.contains("1 of 1 not met") || text.contains("<span class=\"break\">not met</span>"))
        #expect(text.contains("gatehouse why 9c41f07be2d83a56"))
        #expect(text.contains("56 minutes left"))
        #expect(text.contains("href=\"/revoke?grant=grantgrant\""))

        let looked = try await page(refused, as: .reader)
        #expect(!looked.contains("/clients/web/edit"))
    }

    @Test
    func aClaimAndAnOldSignInSayWhatWouldHelp() async throws {
        let claim = try await page(
            .sample(
                "claim_not_allowed",
                detail: "department",
                status: 403,
                conditions: [.goodToken, .condition("claim department", "hr", "finance", false)]
            )
        )
        #expect(claim.contains("Refused: the claim department is finance, not hr"))
        #expect(claim.contains("Edit ada</a>"))
        #expect(claim.contains("href=\"/people/00000000-0000-4000-8000-000000000001/edit\""))

        let old = try await page(
            .sample(
                "sign_in_too_old",
                status: 401,
                conditions: [.goodToken, .condition("sign-in", "at most 300 s ago", "400 s ago", false)]
            )
        )
        #expect(old.contains("Refused: the sign-in is too old"))
        #expect(old.contains("error=&quot;insufficient_user_authentication&quot;, max_age=&quot;300&quot;"))
    }

    @Test
    func whatFoundNoRouteStopsThere() async throws {
        let lost = try await page(
            .sample("no_route", status: 404, route: nil, client: nil, subject: nil, conditions: nil, token: nil)
        )
        #expect(lost.contains("Refused: no route of tstapp matches"))
        #expect(lost.contains("Stopped here: </span>Route found"))
        #expect(lost.contains("HTTP/1.1 <b>404 Not Found</b>"))

        let method = try await page(
            .sample(
                "method_not_allowed",
                status: 405,
                method: "DELETE",
                route: nil,
                client: nil,
                subject: nil,
                conditions: nil,
                token: nil
            )
        )
        #expect(method.contains("Refused: no route answers DELETE there"))
        #expect(method.contains("Allow: GET, HEAD, POST"))
    }

    @Test
    func anUpstreamThatFailedIsNoRefusal() async throws {
        let text = try await page(
            .sample(
                status: 503,
                upstreamFailure: "upstream_unreachable",
                conditions: [.goodToken, .condition("scope", "tstapp_data.write", "tstapp_data.write", true)]
            )
        )

        #expect(text.contains("Permitted, but the upstream could not be reached"))
        #expect(text.contains("ruling ruling-permit"))
        #expect(text.contains("Stopped here: </span>Forwarded upstream"))
        #expect(text.contains("HTTP/1.1 <b>503 Service Unavailable</b>"))
        #expect(text.contains("Content-Type: application/problem+json"))
    }

    @Test
    func aPermittedOneShowsTheWholeWay() async throws {
        let text = try await page(
            .sample(conditions: [.goodToken, .condition("scope", "tstapp_data.write", "tstapp_data.write", true)])
        )

        #expect(text.contains("Permitted: "))
        #expect(!text.contains("Stopped here"))
        #expect(text.contains("the application answered 200, its answer began after 900 µs"))
        #expect(text.contains("1.2 ms in all"))
        #expect(text.contains("The rest is the application&#39;s own answer."))
        #expect(!text.contains("id=\"grant\""))
    }

    @Test
    func anUnknownIdSaysWhyItMayBeMissing() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.get("/decisions/%22%3E%3Cscript%3E")

        #expect(answer.status == .notFound)
        #expect(answer.text.contains("No decision of that id is kept"))
        #expect(answer.text.contains("&quot;&gt;&lt;script&gt;"))
    }

    @Test
    func hostileValuesOfARequestStayText() async throws {
        let hostile = "\"><script>alert(1)</script>"
        let text = try await page(
            .sample(
                "claim_not_allowed",
                detail: hostile,
                status: 403,
                method: hostile,
                path: "/" + hostile,
                client: hostile,
                subject: hostile,
                conditions: [.goodToken, .condition("claim \(hostile)", hostile, hostile, false)],
                token: .sample(scopes: [hostile], audience: [hostile], subject: hostile)
            )
        )

        #expect(!text.contains("<script>"))
    }

    @Test
    func aBoundTokenLeavesTheSchemeOpen() {
        let decision = RecordedDecision.sample("insufficient_scope", status: 403, token: .sample(isBound: true))

        #expect(DecisionChallenge(decision, application: nil).line == nil)
        #expect(DecisionChallenge(decision, application: nil).note?.contains("scheme") == true)
    }

    @Test
    func aChallengeNamesAllScopesAndTheFirstOfSeveral() {
        let decision = RecordedDecision.sample(
            "insufficient_scope",
            status: 403,
            conditions: [
                .goodToken, .condition("scope", "a.read", "none", false),
                .condition("scope", "one of b.read, b.write", "none", false),
            ]
        )

        #expect(
            DecisionChallenge(decision, application: nil).line
                == #"WWW-Authenticate: Bearer error="insufficient_scope", scope="a.read b.read""#
        )
    }
}
