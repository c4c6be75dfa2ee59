import Testing

@testable import Gatehouse

struct DemoGuideTests {
    private func guide(password: String? = "abcde-fghjk", note: String? = nil) -> String {
        DemoGuide(
            issuer: "http://localhost:8080",
            admin: "http://127.0.0.1:8081",
            policyFile: "policies/tstapp.yaml",
            note: note,
            reader: DemoClient(id: "tstapp-reader", scope: "tstapp_data.read", secret: "r"),
            writer: DemoClient(id: "tstapp-writer", scope: "tstapp_data.write", secret: "w"),
            person: DemoPerson(username: "alice", password: password),
            signIn: DemoSignIn(issuer: "http://localhost:8080")
        )
        .text
    }

    @Test func theAddressToOpenIsACompleteAuthorizationRequest() {
        let address =
            "\nhttp://localhost:8080/oauth2/authorize?response_type=code&client_id=tstapp-web"
            + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Ftstapp%2Fcallback"
            + "&scope=openid%20profile%20email%20offline_access%20tstapp_data.read%20tstapp_data.write&state=demo"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\n"
        #expect(guide().contains(address))
    }

    @Test func itSaysWhoSignsInAndWhereTheAccountIs() {
        #expect(guide().contains("as alice with the password abcde-fghjk."))
        #expect(guide(password: nil).contains("as alice with the password that you gave her."))
        #expect(guide().contains("http://localhost:8080/account\n"))
    }

    @Test func theCodeIsRedeemedWithTheVerifierOfTheChallenge() {
        // RFC 7636 appendix B.
        #expect(guide().contains("'code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'"))
        #expect(guide().contains("--data-urlencode \"code=CODE\"\n"))
    }

    @Test func theNoteFollowsThePolicy() {
        #expect(guide(note: "A copy is served.").contains("read anew at once.\nA copy is served.\n"))
    }
}
