import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("What limits say")
struct RateLimitPolicyTests {
    private static let application = Item.application(routes: [
        "GET /data/**": "tstapp_data.read",
        "GET /open": ["access": "public", "limits": [["by": "address", "rate": "5/second"]]],
    ])

    private func limits(_ items: [Item]) throws -> [[String]] {
        let policy = try policy(Self.application.with(["limits": .list(items)]))
        return policy.applications[0].routes.map { $0.limits.map(\.description) }
    }

    @Test func aLimitIsAboutAllRoutesOrThoseThatItNames() throws {
        let shared: Item = ["by": "client", "rate": "100/minute", "burst": 20]
        let named: Item = ["by": "claim department", "rate": "1000/hour", "routes": ["GET /data/**"]]
        #expect(
            try limits([shared, named]) == [
                ["client 100/minute, burst 20", "claim department 1000/hour"],
                ["client 100/minute, burst 20", "address 5/second"],
            ]
        )
    }

    @Test func limitsOfARouteHaveNamesOfTheirOwn() throws {
        let limits: [Item] = [["by": "address", "rate": "1/second"], ["by": "address", "rate": "9/hour"]]
        let policy = try policy(Self.application.with(["limits": .list(limits)]))
        #expect(policy.applications[0].routes[1].limits.map(\.name) == ["address", "address/2", "address/3"])
        #expect(Set(policy.applications[0].routes[1].limits.map(\.identity)).count == 3)
        #expect(policy.applications[0].routes[0].limits[0] == policy.applications[0].routes[1].limits[0])
    }

    @Test func aQuotaKeepsItsNameInTheStoreWhateverElseChanges() throws {
        func identities(_ items: [Item]) throws -> [String] {
            try policy(Self.application.with(["limits": .list(items)])).applications[0].routes[0].limits.map(\.identity)
        }
        let day: Item = ["by": "client", "quota": "1000/day"]
        let named: Item = ["by": "client", "quota": "10/month", "routes": ["GET /open", "GET /data/**"]]
        let key = try policy(Self.application).applications[0].key
        #expect(
            try identities([day, named]) == [
                "\(key): client day", "\(key) for GET /data/**, GET /open: client month",
            ]
        )
        let more: Item = ["by": "client", "quota": "5000/day"]
        let turned: Item = ["by": "client", "quota": "20/month", "routes": ["GET /data/**", "GET /open"]]
        #expect(try identities([turned, more]) == identities([day, named]).reversed())
        let both = try policy(Self.application.with(["limits": [day, ["by": "client", "rate": "9/second"]]]))
        #expect(both.applications[0].routes[0].limits.map(\.name) == ["client-day", "client"])
        #expect(both.applications[0].routes[0].limits[0].text == "client 1000/day")
    }

    @Test func aClaimThatIsCountedByIsTakenFromTokens() throws {
        let limit: Item = ["by": "claim department", "rate": "1/second"]
        #expect(try policy(Self.application.with(["limits": [limit]])).claimNames == ["department"])
    }

    @Test(
        arguments: [
            (
                ["limits": "client"],
                "'limits' is not a list of limits; write '- { by: client, rate: 100/minute }' lines"
            ),
            (
                ["limits": [["rate": "1/second"]]],
                "the limit has no 'by'; write 'by: client', subject, address or 'claim NAME'"
            ),
            (
                ["limits": [["by": "client"]]],
                "the limit has no 'rate'; write 'rate: 100/minute', or 'quota: 10000/day'"
            ),
            (
                ["limits": [["by": "clinet", "rate": "1/second"]]],
                "'clinet' is nothing to count by; did you mean 'client'?"
            ),
            (
                ["limits": [["by": "client", "rate": "0/second"]]],
                "'0/second' is not a rate; write '100/minute': up to 1000000 a second, minute or hour"
            ),
            (
                ["limits": [["by": "client", "rate": "1000/day"]]],
                "'1000/day' is not a rate; write 'quota: 1000/day'"
            ),
            (
                ["limits": [["by": "client", "rate": "1/second", "burst": 0]]],
                "'burst' is not a whole number from 1; write how many requests may come at once, such as 20"
            ),
            (
                ["limits": [["by": "client", "rate": "1/second", "routes": ["GET /dat/**"]]]],
                "there is no route 'GET /dat/**'; did you mean 'GET /data/**'?"
            ),
            (
                ["limits": [["by": "client", "quota": "1000/hour"]]],
                "'1000/hour' is not a quota; write '10000/day': up to 1000000000 a day or month"
            ),
            (
                ["limits": [["by": "client", "quota": "1000000001/month"]]],
                "'1000000001/month' is not a quota; write '10000/day': up to 1000000000 a day or month"
            ),
            (
                ["limits": [["by": "client", "quota": "10/day", "burst": 3]]],
                "a quota has no 'burst'; write another limit for the rate"
            ),
            (
                ["limits": [["by": "client", "quota": "10/day"], ["by": "client", "quota": "20/day"]]],
                "there is another quota by client and day; keep one of the two"
            ),
            (
                [
                    "routes": [
                        "GET /x": [
                            "access": "public", "limits": [["by": "client", "rate": "1/second", "routes": "x"]],
                        ]
                    ]
                ],
                "unknown key 'routes' in a limit; the keys are by, rate, burst, quota"
            ),
            (
                ["routes": ["GET /x": ["limits": [["by": "client", "rate": "1/second"]]]]],
                "the requirement does not say who may call;"
                    + " add 'access: public', 'access: authenticated' or 'all: [scope]'"
            ),
        ] as [(Item, String)]
    )
    func everyMistakeIsNamedWithWhatToWrite(_ change: Item, _ message: String) {
        let compilation = compile(Self.application.with(change))
        #expect(compilation.diagnostics.map { $0.message + ($0.suggestion.map { "; \($0)" } ?? "") } == [message])
        #expect(compilation.policy == nil)
    }
}
