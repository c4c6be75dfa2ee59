@testable import GatehouseControl

extension PageSamples {
    func grant(
        _ name: String,
        age: Int64,
        lastUsed: Int64?,
        logoPath: String? = nil,
        policy: String? = nil,
        terms: String? = nil
    ) -> AccountGrant {
        AccountGrant(
            id: text("grant"),
            clientName: text(name),
            logoPath: logoPath,
            scopes: [
                (text("tstapp_data.read"), text("Read your data")),
                (text("offline_access"), text("Keep this access while you are away")),
            ],
            applications: [text("Test application")],
            since: Self.now - age,
            lastUsed: lastUsed.map { Self.now - $0 },
            now: Self.now,
            policyURI: policy,
            termsURI: terms
        )
    }

    func session(
        _ userAgent: String?,
        isCurrent: Bool = false,
        address: String? = "192.0.2.14",
        method: String? = nil
    ) -> AccountSession {
        AccountSession(
            id: text("session"),
            userAgent: userAgent,
            isCurrent: isCurrent,
            address: address.map(text),
            signedIn: Self.now - 9_000,
            lastSeen: Self.now - 40,
            now: Self.now,
            method: method.map(text)
        )
    }

    var accounts: [Sample] {
        [
            (
                "account",
                AccountPage(
                    site: site,
                    csrf: text("c5rf"),
                    person: person,
                    notice: .done(text("Access of Night export is withdrawn.")),
                    grants: [
                        grant(
                            "Reporting Studio",
                            age: 1_814_400,
                            lastUsed: 240,
                            logoPath: "/assets/logos/\(text("7k2m9q"))",
                            policy: web("privacy"),
                            terms: web("terms")
                        ),
                        grant("Test application for phones", age: 8_700_000, lastUsed: 90_000, terms: web("terms")),
                        grant("Night export", age: 23_000_000, lastUsed: nil),
                    ],
                    sessions: [
                        session(
                            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                            isCurrent: true,
                            method: "with password and code"
                        ),
                        session(
                            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1"
                        ),
                        session(nil, address: nil),
                    ],
                    passwordChanged: time(14_000_000),
                    recoveryCodesLeft: 2
                )
            ),
            (
                "account-empty",
                AccountPage(
                    site: site,
                    csrf: text("c5rf"),
                    person: PagePerson(name: text("alice")),
                    grants: [],
                    sessions: [session("curl/8.14.1", isCurrent: true)]
                )
            ),
        ]
    }

    var security: [Sample] {
        [
            (
                "withdraw",
                ConfirmPage.withdraw(
                    site: site,
                    csrf: text("c5rf"),
                    grant: grant("Reporting Studio", age: 90_000, lastUsed: nil)
                )
            ),
            ("sign-out-everywhere", ConfirmPage.signOutEverywhere(site: site, csrf: text("c5rf"), sessionCount: 3)),
            (
                "two-step-off",
                ConfirmPage.turnOffTwoStep(
                    site: site,
                    csrf: text("c5rf"),
                    notice: .fail("That password did not match.", "Nothing was turned off.")
                )
            ),
            ("recovery-codes-replace", ConfirmPage.newRecoveryCodes(site: site, csrf: text("c5rf"))),
            ("password", PasswordPage(site: site, csrf: text("c5rf"), username: text("alice"))),
            (
                "password-problems",
                PasswordPage(
                    site: site,
                    csrf: text("c5rf"),
                    username: text("alice"),
                    rules: text("At least 12 characters."),
                    notice: .fail(text("Nothing was changed yet."), text("Two fields need you.")),
                    currentProblem: text("That is not your password."),
                    newProblem: text("Make it longer: at least 12 characters."),
                    againProblem: text("Type the same once more.")
                )
            ),
            ("totp-setup", totpSetup(account: "alice%40example.test")),
            (
                "totp-setup-wrong",
                totpSetup(account: String(repeating: "alice", count: 80), problem: "That code did not match.")
            ),
            (
                "recovery-codes",
                RecoveryCodesPage(
                    site: site,
                    csrf: text("c5rf"),
                    person: person,
                    codes: ["K7Q2M-9FXTD", "0H3RW-ZC81N"].flatMap { Array(repeating: text($0), count: 5) },
                    replacesOthers: true
                )
            ),
        ]
    }

    private func totpSetup(account: String, problem: String? = nil) -> TOTPSetupPage {
        TOTPSetupPage(
            site: site,
            csrf: text("c5rf"),
            flow: text("sealed"),
            secret: text("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
            link: "otpauth://totp/id.example.test:\(text(account))?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
                + "&issuer=id.example.test",
            codeProblem: problem.map(text)
        )
    }
}
