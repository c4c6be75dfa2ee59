import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("What the audit log says of an edit")
struct ClientDifferenceTests {
    @Test func whatWasGivenAndTakenIsNamed() {
        let before = Client.fixture(scopes: ["tstapp_data.read", "tstapp_old"])
        var after = before
        after.scopes = ScopeSet(["tstapp_data.read", "tstapp_data.write"])
        after.redirectURIs = ["https://app.example.test/cb"]
        after.name = "Another name"
        after.profile.isFirstParty = true
        after.profile.requiresProof = true

        #expect(
            ClientDifference(from: before, to: after).words
                == "scopes +tstapp_data.write -tstapp_old; redirect_uris +https://app.example.test/cb; name; "
                + "+first_party; settings"
        )
        #expect(ClientDifference(from: before, to: before).words.isEmpty)
    }

    @Test func aLongEditIsCut() {
        var after = Client.fixture()
        after.redirectURIs = (0..<100).map { "https://app.example.test/callback/\($0)" }

        let words = ClientDifference(from: .fixture(), to: after).words

        #expect(words.utf8.count <= 1_003)
        #expect(words.hasSuffix("…"))
    }
}
