import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Addresses without a page")
struct MissingPageTests {
    @Test(arguments: ["/nonsense", "/clients/reporting/disable"])
    func aBrowserGetsAPageAndAProgramAProblem(path: String) async throws {
        let dashboard = try await DashboardFixture()

        let page = try await dashboard.get(path, headers: [.fetchDestination: "document"])
        let problem = try await dashboard.get(path)

        #expect(page.status == .notFound)
        #expect(page.text.contains("There is no page here"))
        #expect([.notFound, .methodNotAllowed].contains(problem.status))
        #expect(problem.headers[.contentType] == "application/problem+json")
    }
}
