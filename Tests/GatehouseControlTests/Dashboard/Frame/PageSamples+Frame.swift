import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport

@testable import GatehouseControl

extension PageSamples {
    /// Every state of the overview, the keys, the audit log and the pages in front of the dashboard.
    var framePages: [Sample] {
        get throws { try overviews + keyPages + auditPages + messages }
    }

    private var overviews: [Sample] {
        get throws {
            let busy = try figures(.sample(now: Self.now), .sample())
            let quiet = try figures(TrafficOverview(span: .hour, start: Self.now - 3_600), .sample(), clients: 3)
            let fresh = try figures(TrafficOverview(span: .week, start: Self.now - 604_800), .empty)
            let unused = try figures(TrafficOverview(span: .day, start: Self.now - 86_400), .sample())
            let frame = deskFrame(.overview)
            return [
                ("board-overview", OverviewPage(frame: frame, figures: busy)),
                ("board-overview-quiet", OverviewPage(frame: frame, figures: quiet)),
                ("board-overview-fresh", OverviewPage(frame: frame, figures: fresh)),
                ("board-overview-no-client", OverviewPage(frame: frame, figures: unused)),
                ("board-figures", OverviewFragment(site: site, figures: busy)),
            ]
        }
    }

    private func figures(
        _ traffic: TrafficOverview,
        _ policy: CompiledPolicy,
        clients: Int = 0
    ) throws -> OverviewFigures {
        let isBusy = traffic.total.total > 0
        var standing = PolicyStanding(policy: policy, generation: 41, appliedAt: Self.now - 120)
        if isBusy {
            let place = SourceLocation(file: "policies/billing.yaml", line: 7, column: 3)
            standing.problems = [PolicyDiagnostic(.error, at: place, "unknown key")]
            standing.warnings = [PolicyDiagnostic(.warning, at: place, "hardly meant")]
        }
        let refusal = RepeatedRefusal(
            client: text("night-export"),
            reason: text("insufficient_scope"),
            count: 112,
            since: (Self.now - 600) * 1_000
        )
        let names = DirectoryNames(clients: [text("night-export"): text("Night export")])
        let tidings = OverviewTidings(standing, traffic, isBusy ? [refusal] : [], names: names, now: Self.now).all
        return OverviewFigures(
            traffic,
            standing,
            clients: clients,
            tidings: tidings
        )
    }

    private var keyPages: [Sample] {
        let keys = [
            StoredKey.sample("current-key", .current), .sample("next-key", .next), .sample("previous-key", .previous),
        ]
        .map { KeySummary($0, now: Self.now) }
        let refusal = AdminRefusal(
            .keyTooYoung,
            text("The next key is too young."),
            suggestion: text("Try again later.")
        )
        return [
            ("board-keys", KeysPage(frame: deskFrame(.keys), keys, now: Self.now)),
            ("board-keys-looked-at", KeysPage(frame: deskFrame(.keys, mayChange: false), keys, now: Self.now)),
            ("board-keys-none", KeysPage(frame: deskFrame(.keys), [], now: Self.now)),
            ("board-rotation", RotationPage(frame: deskFrame(.keys), chosen: .none, refusal: nil)),
            ("board-rotation-refused", RotationPage(frame: deskFrame(.keys), chosen: .urgent, refusal: refusal)),
        ]
    }

    private var auditPages: [Sample] {
        let client = ClientID.fixture("night-export")
        var facts = AccountFacts(user: .fixture(1), client: client)
        facts.scope = text("tstapp_data.read")
        facts.reason = text("wrong_password")
        let kinds: [AuditKind] = [
            .clientCreated(client: client, application: "tstapp"), .account(.signInFailed, facts),
            .subjectTokensRevoked(subject: text("somebody")),
            .unrecognized(name: text("a.b"), details: ["x": text("y")]),
        ]
        let events = (kinds + Array(repeating: .keyActivated(key: "k1"), count: 47)).enumerated()
            .map { index, kind in
                RecordedAuditEvent(
                    sequence: Int64(100 - index),
                    event: AuditEvent(
                        at: Self.now - Int64(index) * 97,
                        actor: index == 0 ? UserID.fixture(1).value : text("cli"),
                        kind: kind
                    )
                )
            }
        let names = DirectoryNames(
            clients: ["night-export": text("Night export")],
            users: [UserID.fixture(1).value: text("alice")]
        )
        let all = AuditFilter(DashboardFields())
        let filtered = AuditFilter(
            DashboardFields([
                ("kind", text("client.created")), ("actor", text("alice")), ("about", text("night-export")),
                ("from", text("yesterday")), ("before", "90"),
            ])
        )
        let frame = deskFrame(.audit)
        return [
            ("board-audit", AuditPage(frame: frame, all, events, names: names, now: Self.now)),
            ("board-audit-filtered", AuditPage(frame: frame, filtered, [], names: names, now: Self.now)),
            ("board-audit-none", AuditPage(frame: frame, all, [], names: names, now: Self.now)),
        ]
    }

    private var messages: [Sample] {
        let user = User.fixture("alice", name: text("Alice Example"))
        let next = BoardLink("Clients", "/clients")
        let notices: [(String, PageNotice)] = [
            ("fail", .fail(text("Nothing happened."), text("Try again."))), ("warn", .warn(text("Look."))),
            ("tell", .tell(text("News."))), ("done", .done(text("Done."), text("Go on."))),
        ]
        let sections: [DashboardSection] = [.overview, .decisions, .routes, .applications, .clients, .people, .audit]
        return notices.enumerated()
            .map { index, notice in
                let page = MessagePage(
                    frame: noticed(notice.1, sections[index]),
                    title: text("There is no client with that id."),
                    text: index == 0 ? text("It may have been deleted.") : nil,
                    next: next
                )
                return ("board-message-\(notice.0)", page)
            }
            + sections.dropFirst(4)
            .map { section in
                let page = MessagePage(frame: deskFrame(section), title: text("Nothing"), text: nil, next: next)
                return ("board-message-\(section)", page)
            }
            + [
                ("board-door-no-access", DoorPage(site: site, .noAccess(user))),
                ("board-door-no-page", DoorPage(site: site, .noPage)),
                ("board-door-first", DoorPage(site: site, .noAdministrator)),
                ("board-door-no-client", DoorPage(site: site, .noClient)),
                ("board-door-signed-out", DoorPage(site: site, .signedOut)),
            ]
    }

    private func noticed(_ notice: PageNotice, _ section: DashboardSection) -> DashboardFrame {
        DashboardFrame(
            site: site,
            script: "/dashboard.js",
            section: section,
            csrf: text("c5rf"),
            mayChange: false,
            notice: notice,
            person: text("Alice Example"),
            account: "https://id.example.test/account",
            standing: FrameStanding(generation: 41, applied: time(120), problemCount: 2)
        )
    }
}

extension StoredKey {
    fileprivate static func sample(_ id: String, _ state: KeyState) -> StoredKey {
        let now = PageSamples.now
        return StoredKey(
            keyID: id,
            algorithm: .es256,
            state: state,
            pkcs8PEM: Secret(""),
            createdAt: now - 200_000,
            activatedAt: state == .next ? nil : now - 100_000,
            retiredAt: state == .previous ? now - 4_000 : nil
        )
    }
}
