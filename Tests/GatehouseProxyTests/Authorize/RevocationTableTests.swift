import GatehouseJOSE
import Testing

@testable import GatehouseProxy

@Suite("The revocation table")
struct RevocationTableTests {
    private let names = TokenNames(
        token: .token("g.t"),
        grant: .grant("g"),
        client: .client("reader"),
        subject: .subject("alice")
    )

    private func entry(
        _ key: RevocationKey,
        before: Int64? = nil,
        at recorded: Int64 = 100,
        expires: Int64 = 10_000,
        client: RevocationKey? = nil
    ) -> RevocationEntry {
        RevocationEntry(key: key, revokedBefore: before, recordedAt: recorded, expiresAt: expires, client: client)
    }

    @Test func anExactRevocationRefusesThatTokenOnly() {
        let table = RevocationTable(capacity: 10, entries: [entry(.token("g.t"))])
        #expect(table.refuses(names, issuedAt: 50))
        let other = TokenNames(token: .token("g.u"), grant: nil, client: names.client, subject: names.subject)
        #expect(!table.refuses(other, issuedAt: 50))
    }

    @Test(arguments: [RevocationKey.grant("g"), .client("reader"), .subject("alice")])
    func anInstantRefusesWhatWasIssuedUpToIt(key: RevocationKey) {
        let table = RevocationTable(capacity: 10, entries: [entry(key, before: 100)])
        #expect(table.refuses(names, issuedAt: 100))
        #expect(!table.refuses(names, issuedAt: 101))
    }

    @Test func liftingForgetsAndChangesTheGeneration() {
        var table = RevocationTable(capacity: 10, entries: [entry(.client("reader"), before: .max, expires: .max)])
        let generation = table.generation
        table.apply([.lift(.client("reader"))])
        #expect(!table.refuses(names, issuedAt: 100))
        #expect(table.generation != generation)
    }

    @Test func aLaterInstantWinsOverAnEarlierOneInAnyOrder() {
        var table = RevocationTable(capacity: 10)
        table.apply([.revoke(entry(.client("reader"), before: 200)), .revoke(entry(.client("reader"), before: 100))])
        #expect(table.refuses(names, issuedAt: 150))
    }

    @Test func purgingDropsOnlyWhatHasExpired() {
        var table = RevocationTable(
            capacity: 10,
            entries: [entry(.token("old"), expires: 100), entry(.token("g.t"), expires: 1_000)]
        )
        table.purge(now: 500)
        #expect(table.count == 1)
        #expect(table.refuses(names, issuedAt: 50))
    }

    @Test func aRenewedEntrySurvivesThePurgeOfItsOldExpiry() {
        var table = RevocationTable(capacity: 10, entries: [entry(.token("g.t"), expires: 100)])
        table.apply([.revoke(entry(.token("g.t"), expires: 1_000))])
        table.purge(now: 500)
        #expect(table.refuses(names, issuedAt: 50))
    }

    @Test func aFullTableRefusesTheClientRatherThanForgetTheToken() {
        var table = RevocationTable(capacity: 1, entries: [entry(.token("other"))])
        table.apply([.revoke(entry(.token("g.t"), at: 300, client: .client("reader")))])
        #expect(table.refuses(names, issuedAt: 300))
        #expect(!table.refuses(names, issuedAt: 301))
        #expect(table.foldedCount == 1)
    }

    @Test func aFullTableFoldsATokenIntoItsClientAndLeavesOthersAlone() {
        var table = RevocationTable(capacity: 1, entries: [entry(.token("other"))])
        for number in 0..<100 {
            table.apply([.revoke(entry(.token("x.\(number)"), at: 300, client: .client("abuser")))])
        }
        #expect(!table.refuses(names, issuedAt: 50))
        let abusers = TokenNames(token: .token("x.y"), grant: nil, client: .client("abuser"), subject: .subject("x"))
        #expect(table.refuses(abusers, issuedAt: 300))
        #expect(!table.refuses(abusers, issuedAt: 301))
        #expect(table.count == 2)
    }

    @Test func aFullTableFoldsATokenOfAPersonIntoItsGrant() {
        var table = RevocationTable(capacity: 1, entries: [entry(.token("other"))])
        table.apply([.revoke(entry(.token("mine.x"), at: 300, client: .grant("mine")))])
        func names(_ grant: String) -> TokenNames {
            TokenNames(
                token: .token(grant + ".y"),
                grant: .grant(grant),
                client: .client("app"),
                subject: .subject("s")
            )
        }
        #expect(table.refuses(names("mine"), issuedAt: 300))
        #expect(!table.refuses(names("another"), issuedAt: 300))
    }

    @Test func aClientThatDoesNotFitIsRefusedWhole() {
        let client = RevocationKey.client("reader")
        var table = RevocationTable(capacity: 1, entries: [entry(.token("other"))])
        table.apply([.revoke(entry(client, at: 300, expires: .max, client: client))])
        #expect(table.refuses(names, issuedAt: 1_000_000))
        table.apply([.lift(client)])
        #expect(!table.refuses(names, issuedAt: 50))
    }

    @Test func aFullTableWithoutAKnownClientRefusesEverythingBefore() {
        var table = RevocationTable(capacity: 1, entries: [entry(.token("other"))])
        table.apply([.revoke(entry(.token("unknown"), at: 300))])
        #expect(table.refuses(names, issuedAt: 300))
        #expect(!table.refuses(names, issuedAt: 301))
    }
}
