import GatehouseOAuth
import GatehouseTestSupport

@testable import GatehouseControl

extension User {
    static let sampleAlice = User.fixture("alice", name: "Alice Example", createdAt: PageSamples.now - 9_000_000)
}

extension PageSamples {
    /// Every state of the pages about people.
    var peoplePages: [Sample] {
        get throws {
            let administrator = try administrator
            return lists + forms + questions + [
                ("board-person-disabled", person(.none, isDisabled: true, administrator: administrator)),
                ("board-person", person(.changes, administrator: administrator)),
                ("board-person-sorted", person(.changes, isSorted: true, administrator: administrator)),
                (
                    "board-person-looked-at",
                    person(.none, isDisabled: true, mayChange: false, administrator: administrator)
                ),
            ]
        }
    }

    private var administrator: Administrator {
        get throws {
            let user = User.fixture("alice", assignedScopes: ["gatehouse_admin"])
            guard let found = Administrator(SignedIn(session: .fixture(id: "s1"), user: user)) else {
                throw FixtureError()
            }
            return found
        }
    }

    private func user(_ role: PersonRole, isDisabled: Bool = false) -> User {
        .fixture(
            "alice",
            email: isDisabled ? nil : "alice@example.test",
            name: text("Alice Example"),
            password: role == .changes ? "correct horse" : nil,
            attributes: role == .changes ? ["department": [text("finance")]] : [:],
            assignedScopes: role.scopes + (role == .changes ? ["a.one", "a.two", "a.three", "a.four"] : []),
            secondFactor: role == .changes
                ? SecondFactor(sealedSecret: [], confirmedAt: Self.now - 60, recoveryCodesLeft: 3) : nil,
            createdAt: Self.now - 9_000_000,
            disabledAt: isDisabled ? Self.now - 60 : nil
        )
    }

    private var lists: [Sample] {
        let people = [user(.changes), user(.none, isDisabled: true), User.fixture("bob", createdAt: Self.now - 60)]
        var filtered = PeopleQuery()
        filtered.text = text("alice")
        filtered.scope = text("a.one")
        filtered.isDisabled = true
        filtered.sort.column = .created
        filtered.page = 2
        return [
            ("board-people", list(people, total: 120)),
            ("board-people-looked-at", list(people, total: 3, mayChange: false)),
            ("board-people-filtered", list(people, query: filtered, total: 120)),
            ("board-people-none", list([], total: 0)),
            ("board-people-nothing", list([], query: filtered, total: 0)),
        ]
    }

    private func list(
        _ people: [User],
        query: PeopleQuery = PeopleQuery(),
        total: Int,
        mayChange: Bool = true
    ) -> PeoplePage {
        PeoplePage(
            frame: deskFrame(.people, mayChange: mayChange),
            query: query,
            people: DirectoryPage(items: people, total: total),
            catalog: .assigned("a.one"),
            now: Self.now
        )
    }

    private var forms: [Sample] {
        let refusals = ["username", "email", "name", "attributes", "scopes", "password"]
            .map { FieldRefusal($0, AdminRefusal(.invalidName, text("It is wrong."), suggestion: "Write another.")) }
        var values = PersonFormValues()
        values.username = text("alice")
        values.email = text("alice@example.test")
        values.name = text("Alice")
        values.attributes = [PersonFormValues.Attribute(name: text("department"), value: text("finance"))]
        values.scopes = ["a.one", text("lost.scope")]
        values.role = .looks
        let alice = UserSummary(user(.changes))
        let wrong = PersonForm(values, catalog: .assigned("a.one"), problems: refusals)
        let looked = deskFrame(.people, mayChange: false)
        let created = CreatedUser(user: alice, password: nil)
        return [
            (
                "board-person-new",
                PersonNewPage(frame: deskFrame(.people), form: PersonForm(PersonFormValues(), catalog: .empty))
            ),
            (
                "board-person-new-wrong",
                PersonNewPage(
                    frame: deskFrame(.people),
                    form: wrong,
                    problems: refusals,
                    existing: BoardLink(text("Alice"), "/people/1")
                )
            ),
            ("board-person-new-looked-at", PersonNewPage(frame: looked, form: wrong)),
            (
                "board-person-edit",
                PersonEditPage(
                    frame: deskFrame(.people),
                    person: alice,
                    form: wrong,
                    problems: refusals.filter { !["username", "password"].contains($0.field) }
                )
            ),
            (
                "board-person-edit-outdated",
                PersonEditPage(
                    frame: deskFrame(.people),
                    person: alice,
                    form: PersonForm(PersonFormValues(), catalog: .assigned("a.one"), standing: alice),
                    isOutdated: true
                )
            ),
            ("board-person-edit-looked-at", PersonEditPage(frame: looked, person: alice, form: wrong)),
            (
                "board-person-password",
                PersonPasswordPage(
                    frame: deskFrame(.people),
                    person: alice,
                    form: wrong,
                    problems: refusals.filter { $0.field == "password" },
                    isOwn: true
                )
            ),
            (
                "board-person-password-looked-at",
                PersonPasswordPage(frame: looked, person: alice, form: wrong, isOwn: false)
            ),
            (
                "board-person-secret",
                PersonSecretPage(
                    frame: deskFrame(.people),
                    created: created,
                    password: text("abcde-fghjk-mnpqr-stuvw"),
                    isNew: true,
                    issuer: "https://id.example.test"
                )
            ),
            ("board-revoke", RevokePage(frame: deskFrame(.people))),
            (
                "board-revoke-wrong",
                RevokePage(
                    frame: deskFrame(.people),
                    typed: text("alice"),
                    problem: text("Nothing of that name is known here."),
                    candidates: [
                        RevokePage.Candidate(name: text("Alice"), detail: text("person"), link: "/revoke?person=1")
                    ]
                )
            ),
            ("board-revoke-looked-at", RevokePage(frame: looked, problem: text("Nothing."))),
        ]
    }

    private var questions: [Sample] {
        let alice = UserSummary(user(.changes))
        let facts = PersonStepFacts(
            person: alice,
            reach: RevocationReach(grants: 3, refreshTokens: 2, people: 1, clients: 2, lastUsedAt: Self.now - 240),
            sessionCount: 2,
            clientName: client,
            isSelf: true,
            isLastAdministrator: true,
            now: Self.now
        )
        let page = { (step: PersonStep, frame: DashboardFrame) in
            BoardConfirmPage(frame: frame, step: step, facts, client: text("web"))
        }
        return [
            ("board-person-disable", page(.disable, deskFrame(.people))),
            ("board-person-enable", page(.enable, deskFrame(.people))),
            ("board-person-withdraw", page(.withdraw, deskFrame(.people))),
            ("board-person-disable-looked-at", page(.disable, deskFrame(.people, mayChange: false))),
            (
                "board-confirm-without-losses",
                BoardConfirmPage(
                    frame: deskFrame(.people),
                    crumbs: [BoardLink("People", PersonPath.list)],
                    title: "Take this grant back?",
                    text: "Nothing came of it.",
                    losses: [],
                    action: "Take the grant back",
                    path: PersonPath.endRevoked,
                    back: PersonPath.revoke
                )
            ),
            (
                "board-revoke-grant",
                BoardConfirmPage(
                    frame: deskFrame(.people),
                    crumbs: [BoardLink("People", PersonPath.list)],
                    title: "Take this grant back?",
                    text: "What was allowed at that time ends.",
                    facts: [
                        BoardConfirmPage.Fact("Grant", text("AAAA"), isCode: true),
                        BoardConfirmPage.Fact("Client", client, link: "/clients/web"),
                    ],
                    losses: ["Every token that came of it is refused."],
                    action: "Take the grant back",
                    path: PersonPath.endRevoked,
                    back: PersonPath.revoke
                )
            ),
        ]
    }

    private func person(
        _ role: PersonRole,
        isDisabled: Bool = false,
        mayChange: Bool = true,
        isSorted: Bool = false,
        administrator: Administrator
    ) -> PersonPage {
        let isFull = role == .changes
        let grants = (0..<2)
            .map { index in
                Grant.fixture(
                    id: "grant-\(index)",
                    clientID: .fixture("web"),
                    scope: ["tstapp_data.read"],
                    createdAt: Self.now - 86_400 * 3,
                    expiresAt: Self.now + 60,
                    lastUsedAt: index == 0 ? nil : Self.now - 240
                )
            }
        let unused = Grant.fixture(id: "grant-9", clientID: .fixture("gone"), createdAt: Self.now - 60)
        let sessions = ["s1", "s2"]
            .map { id in
                Session.fixture(
                    id: id,
                    createdAt: Self.now - 600,
                    userAgent: id == "s1" ? "Firefox/140 Linux" : "Safari/605 iPhone",
                    address: id == "s1" ? text("192.0.2.14") : nil
                )
            }
        return PersonPage(
            frame: deskFrame(.people, mayChange: mayChange),
            person: UserSummary(user(role, isDisabled: isDisabled)),
            grants: DirectoryPage(items: isFull ? grants + [unused] : [], total: isFull ? 5 : 0),
            sessions: isFull ? sessions : [],
            names: DirectoryNames(clients: ["web": client]),
            catalog: .assigned("a.one"),
            administrator: administrator,
            sort: TableSort("grants") { isSorted && $0 == "grants_sort" ? "used" : nil },
            now: Self.now
        )
    }
}
