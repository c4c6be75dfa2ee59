import GatehouseOAuth
import Testing

@Suite("Who holds something of an application, in words")
struct ApplicationHoldersTests {
    @Test(arguments: [
        (ApplicationHolders(own: 1), "1 client belongs to tstapp.", "Delete its clients first."),
        (ApplicationHolders(own: 2), "2 clients belong to tstapp.", "Delete its clients first."),
        (
            ApplicationHolders(otherClients: 1), "1 client of another application holds a scope of tstapp.",
            "Take its scopes from the other clients first."
        ),
        (ApplicationHolders(people: 1), "1 person holds a scope of tstapp.", "Take its scopes from people first."),
        (
            ApplicationHolders(otherClients: 2, people: 3),
            "2 clients of other applications hold a scope of tstapp and 3 people hold a scope of it.",
            "Take its scopes from the other clients and people first."
        ),
        (
            ApplicationHolders(own: 2, otherClients: 1, people: 1),
            "2 clients belong to tstapp, 1 client of another application holds a scope of it and 1 person holds a scope of it.",
            "Delete its clients, and take its scopes from the other clients and people first."
        ),
    ])
    func theSentencesNameThoseWhoAreThere(holders: ApplicationHolders, reason: String, remedy: String) {
        #expect(holders.reason("tstapp") == reason)
        #expect(holders.remedy == remedy)
        #expect(!holders.isEmpty)
    }

    @Test func nobodyStandsInTheWay() {
        #expect(ApplicationHolders().isEmpty)
        #expect(ApplicationHolders().reason("tstapp") == "Nobody holds anything of tstapp.")
    }
}
