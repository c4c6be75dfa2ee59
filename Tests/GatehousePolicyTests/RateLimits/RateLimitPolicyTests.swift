import GatehousePolicy
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
            (["limits": [["by": "client"]]], "the limit has no 'rate'; write 'rate: 100/minute'"),
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
                "limits over a day come with a later release; write at most so many an hour"
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
                [
                    "routes": [
                        "GET /x": [
                            "access": "public", "limits": [["by": "client", "rate": "1/second", "routes": "x"]],
                        ]
                    ]
                ],
                "unknown key 'routes' in a limit; the keys are by, rate, burst"
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
