import GatehouseOAuth
import Testing

@Suite("RFC 9470 — how surely a person was recognised")
struct AuthenticationContextTests {
    @Test func theClaimsNameLevelAndMethods() {
        #expect(AuthenticationContext.aal1.acr == "aal1")
        #expect(AuthenticationContext.aal1.amr == ["pwd"])
        #expect(AuthenticationContext.aal2.acr == "aal2")
        #expect(AuthenticationContext.aal2.amr == ["pwd", "otp", "mfa"])
    }

    @Test(
        arguments: [
            (.aal1, [], true), (.aal1, ["aal1"], true), (.aal1, ["aal2"], false), (.aal1, ["aal2", "aal1"], true),
            (.aal2, ["aal1"], true), (.aal2, ["aal2"], true), (.aal2, ["aal3"], false), (.aal2, [""], false),
            (.aal2, ["AAL2"], false), (.aal1, ["aal3", "aal1"], true),
        ] as [(AuthenticationContext, [String], Bool)]
    )
    func oneOfTheRequestedLevelsMustBeReached(context: AuthenticationContext, requested: [String], isReached: Bool) {
        #expect(context.satisfies(requested) == isReached)
    }

    @Test func theSecondFactorIsTheHigherLevel() {
        #expect(AuthenticationContext.aal1 < .aal2)
        #expect(AuthenticationContext(acr: "aal2") == .aal2)
        #expect(AuthenticationContext(acr: "urn:mace:incommon:iap:silver") == nil)
    }
}
