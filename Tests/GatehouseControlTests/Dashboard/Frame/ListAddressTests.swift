import GatehouseOAuth
import Testing

@testable import GatehouseControl

@Suite("Where a list is")
struct ListAddressTests {
    private let bare = ListAddress("/people")
    private let filtered = ListAddress("/people", [("q", "a&b ü"), ("scope", nil), ("state", "disabled")])

    @Test func onlyFieldsWithAValueStandInIt() {
        #expect(bare.path == "/people")
        #expect(filtered.path == "/people?q=a%26b%20%C3%BC&state=disabled")
        #expect(bare.with([("sort", nil)]).path == "/people")
        #expect(filtered.with([("sort", "name")]).path == filtered.path + "&sort=name")
    }

    @Test func aFurtherFieldGoesBehindItsBase() {
        #expect(bare.base == "/people?")
        #expect(filtered.base == filtered.path + "&")
    }

    @Test func thePlaceStandsLast() {
        #expect(bare.page(1).path == "/people")
        #expect(bare.page(2).path == "/people?page=2")
        #expect(bare.before(nil).path == "/people")
        #expect(filtered.before(7).path == filtered.path + "&before=7")
    }

    @Test func listsKeepWhatTheyAreFilteredAndSortedBy() {
        var clients = ClientListQuery { ["q": "night", "sort": "used", "dir": "desc", "page": "3"][$0] }
        #expect(clients.path == "/clients?q=night&sort=used&dir=desc&page=3")
        #expect(clients.filtered.path == "/clients?q=night")
        clients.sort.isDescending = false
        #expect(clients.path == "/clients?q=night&sort=used&page=3")

        let people = PeopleQuery(DashboardFields([("scope", "tst:r"), ("dir", "desc"), ("page", "2")]))
        #expect(people.path == "/people?scope=tst%3Ar&sort=username&dir=desc&page=2")

        let audit = AuditFilter(DashboardFields([("kind", "key."), ("until", "2026-11-23"), ("before", "9")]))
        #expect(audit.path == "/audit?kind=key.&until=2026-11-23&before=9")
        #expect(audit.exportPath == "/audit/export?kind=key.&until=2026-11-23")

        let decisions = DecisionQuery(typed: [.client: "web", .verdict: "refused"], before: 5)
        #expect(decisions.path == "/decisions?verdict=refused&client=web&before=5")
        #expect(decisions.livePath == "/decisions/live?verdict=refused&client=web")
    }
}
