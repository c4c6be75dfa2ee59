@testable import GatehouseControl

/// One page of each kind and state, with texts of the test's choice in every field that a person or a client fills.
struct PageSamples: Sendable {
    /// Makes the text of a field from what it would hold.
    let text: @Sendable (String) -> String

    /// 23 Nov 2026, 10:42:07 UTC.
    static let now: Int64 = 1_795_430_527

    static let usual = PageSamples { $0 }

    /// The name of a golden file with the page in it.
    typealias Sample = (name: String, page: any Page)

    let site = PageSite(issuerHost: "id.example.test", stylesheet: "gatehouse.css", icon: "icon.svg")

    var person: PagePerson { PagePerson(name: text("Alice Example"), detail: text("alice@example.test")) }
    var client: String { text("Reporting Studio") }

    func form(_ action: String) -> PageForm {
        PageForm(action: action, csrf: text("c5rf"), flow: text("sealed"))
    }

    func time(_ age: Int64) -> PageTime {
        PageTime(Self.now - age, now: Self.now)
    }

    /// A web address with the text in it.
    func web(_ path: String) -> String {
        "https://reporting.example.test/" + text(path)
    }

    var all: [Sample] {
        signingIn + consents + devices + accounts + security + ends
    }
}

extension PageSamples {
    var signingIn: [Sample] {
        [
            (
                "login",
                LoginPage(site: site, form: form(PagePath.login), clientName: client, username: text("alice"))
            ),
            ("login-own", LoginPage(site: site, form: PageForm(action: PagePath.login, csrf: text("c5rf")))),
            (
                "login-wrong",
                LoginPage(
                    site: site,
                    form: form(PagePath.login),
                    clientName: client,
                    username: text("alice"),
                    notice: .wrongCredentials
                )
            ),
            (
                "login-throttled",
                LoginPage(site: site, form: form(PagePath.login), notice: .throttled(seconds: 40))
            ),
            ("login-again", LoginPage(site: site, form: form(PagePath.login), notice: .inactive)),
            (
                "login-warned",
                LoginPage(site: site, form: form(PagePath.login), notice: .warn(text("News"), text("More")))
            ),
            (
                "second-factor",
                SecondFactorPage(
                    site: site,
                    form: PageForm(
                        action: PagePath.secondFactor,
                        csrf: text("c5rf"),
                        flow: text("sealed"),
                        challenge: text("half")
                    ),
                    clientName: client,
                    username: text("alice")
                )
            ),
            (
                "second-factor-wrong",
                SecondFactorPage(
                    site: site,
                    form: form(PagePath.secondFactor),
                    username: text("alice"),
                    notice: .wrongCode
                )
            ),
            (
                "account-choice",
                AccountChoicePage(site: site, form: form(PagePath.accountChoice), clientName: client, person: person)
            ),
            (
                "form-post",
                FormPostPage(
                    site: site,
                    redirectURI: web("auth"),
                    clientName: client,
                    fields: [
                        HiddenField(name: "code", value: text("c0de")),
                        HiddenField(name: text("state"), value: text("st4te")),
                    ]
                ) ?? LoginPage(site: site, form: form(""))
            ),
        ]
    }

    var ends: [Sample] {
        [
            ("logout", LogoutPage(site: site, form: form(PagePath.logout), clientName: client, person: person)),
            (
                "logout-own",
                LogoutPage(site: site, form: form(PagePath.logout), person: PagePerson(name: text("alice")))
            ),
            ("signed-out", SignedOutPage(site: site)),
            ("signed-out-everywhere", SignedOutPage(site: site, isEverywhere: true)),
            (
                "error",
                ErrorPage(
                    site: site,
                    title: text("This sign-in link does not work"),
                    text: text("The app sent you here with a return address that it has not registered. We stopped."),
                    next: text("Close this page and start again from the app."),
                    clientName: client,
                    code: text("invalid_request"),
                    detail: text("redirect_uri matches none of the client's"),
                    received: text("http://localhost:3005/auth/"),
                    clientID: text("tstapp-web-7k2m9q"),
                    requestID: text("9c41f07be2d83a56"),
                    time: time(0),
                    advice: text("Return addresses match exactly: scheme, host, port, path and a slash at the end.")
                )
            ),
            (
                "error-short",
                ErrorPage(
                    site: site,
                    title: text("This page was open for too long"),
                    text: text("What you sent came too late. Nothing happened."),
                    code: text("expired"),
                    requestID: nil,
                    time: time(0)
                )
            ),
        ]
    }
}
