import Testing

@testable import GatehouseControl

@Suite("Fields of the pages")
struct PageFieldTests {
    private let samples = PageSamples.usual

    private func reading(_ name: String) throws -> HTMLReading {
        HTMLReading(try #require(samples.all.first { $0.name == name }).page.html())
    }

    @Test(arguments: ["login", "login-own", "login-wrong", "login-throttled"])
    func theLoginPageHasItsTwoFieldsAndOneButton(name: String) throws {
        let reading = try reading(name)

        #expect(reading.all("form").count == 1)
        #expect(reading.all("button").count == 1)
        #expect(
            reading.all("input").filter { $0["type"] != "hidden" }.compactMap { $0["name"] } == [
                "username", "password",
            ]
        )
    }

    @Test
    func aRecoveryCodeHasAFormOfItsOwnWithLettersOnItsKeyboard() throws {
        let reading = try reading("second-factor")
        let codes = reading.all("input").filter { $0["name"] == "code" }

        #expect(codes.map { $0["inputmode"] } == ["numeric", nil])
        #expect(codes.map { $0["autocomplete"] } == ["one-time-code", "off"])
        #expect(reading.all("form").count == 2)
        #expect(reading.all("input").filter { $0["name"] == "challenge" }.map { $0["value"] } == ["half", "half"])
    }

    @Test
    func theLoginPageBeginsWhereSomethingIsLeftToType() throws {
        #expect(try reading("login").all("input").first { $0["autofocus"] != nil }?["name"] == "password")
        #expect(try reading("login-own").all("input").first { $0["autofocus"] != nil }?["name"] == "username")
    }

    @Test(arguments: ["consent", "consent-several", "consent-device", "consent-bare"])
    func theConsentPageDeniesBeforeItAllows(name: String) throws {
        let buttons = try reading(name).all("button").filter { $0["name"] == "decision" }

        #expect(buttons.map { $0["value"] } == ["deny", "allow"])
    }

    @Test
    func everyScopeIsABoxAndARequiredOneIsSentHidden() throws {
        let inputs = try reading("consent").all("input").filter { $0["name"] == "scope" }

        #expect(
            inputs.map { "\($0["type"] ?? "") \($0["value"] ?? "")" } == [
                "hidden openid", "checkbox openid", "checkbox tstapp_data.read", "checkbox tstapp_data.write",
                "checkbox offline_access",
            ]
        )
        #expect(inputs.filter { $0["disabled"] != nil }.map { $0["value"] } == ["openid"])
        #expect(
            inputs.filter { $0["checked"] != nil }.map { $0["value"] } == [
                "openid", "tstapp_data.read", "tstapp_data.write",
            ]
        )
    }

    @Test
    func longListsOfRoutesAreCut() {
        let scope = ConsentScope(name: "a", sentence: "b", routes: samples.routes(11))

        #expect(scope.opens == "Opens 11 routes")
        #expect(scope.routes.count == 8)
        #expect(scope.more == "and 3 more")
        #expect(ConsentScope(name: "a", sentence: "b", routes: samples.routes(8)).more == nil)
        #expect(ConsentScope(name: "a", sentence: "b", routes: samples.routes(1)).opens == "Opens 1 route")
        #expect(!ConsentScope(name: "a", sentence: "b").hasRoutes)
    }

    @Test
    func pathsAreDividedAtWhatStandsForOthers() {
        #expect(
            PathPiece.pieces(of: "/a/{id}/b/**") == [
                PathPiece(text: "/a/", isPattern: false), PathPiece(text: "{id}", isPattern: true),
                PathPiece(text: "/b/", isPattern: false), PathPiece(text: "**", isPattern: true),
            ]
        )
        #expect(PathPiece.pieces(of: "/") == [PathPiece(text: "/", isPattern: false)])
        #expect(ConsentRoute(methods: [], path: "/").methods == "any method")
    }

    @Test
    func scopesAreGroupedOnlyIfThereAreSeveralApplications() {
        let one = samples.application("One", "one")
        let two = samples.application("Two", "two")
        let own = [samples.openID, samples.offline]

        let single = ConsentGroup.groups(own: own, applications: [one])
        #expect(single.map(\.heading) == [nil])
        #expect(
            single.first?.scopes.map(\.name) == ["openid", "one_data.read", "one_data.write", "offline_access"]
        )
        #expect(
            ConsentGroup.groups(own: own, applications: [one, two]).map(\.heading)
                == [nil, "One", "Two", "For all of these"]
        )
        #expect(ConsentGroup.groups(own: [], applications: [one, two]).map(\.heading) == ["One", "Two"])
        #expect(ConsentGroup.groups(own: [], applications: []).isEmpty)
    }

    @Test(arguments: [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", " https://a.example", "data:text/html,x", "//a", "",
    ])
    func linksThatAreNoWebPagesAreLeftOut(uri: String) {
        let client = ConsentClient(name: "x", logoPath: uri, policyURI: uri, termsURI: uri)

        #expect(client.policyURI == nil)
        #expect(client.termsURI == nil)
        #expect(!client.hasLinks)
        #expect(client.badge.logoPath == nil)
        #expect(PageLink.web("https://a.example/privacy") == "https://a.example/privacy")
        #expect(PageLink.local("/\\a.example") == nil)
        #expect(PageLink.local("/assets/logos/1") == "/assets/logos/1")
    }

    @Test
    func aNameDoesNotTurnTheTextAfterIt() {
        #expect(ConsentClient(name: "a\u{202E}b\u{2066}c").name == "abc")
        #expect(samples.grant("a\u{202E}b\u{200F}", age: 0, lastUsed: nil).clientName == "ab")
        #expect(ConsentClient(name: "\u{5E9}\u{5DC} \u{1F600}").name == "\u{5E9}\u{5DC} \u{1F600}")
    }

    @Test
    func aBadgeShowsTheFirstLetter() {
        #expect(ClientBadge(clientName: "reporting").initial == "R")
        #expect(ClientBadge(clientName: "  <\"9 lives").initial == "9")
        #expect(ClientBadge(clientName: "!").initial == "?")
    }

    @Test
    func waitsAreToldInSecondsThenInMinutes() {
        #expect(PageNotice.throttled(seconds: 40).title == "Too many tries. Wait 40 seconds.")
        #expect(PageNotice.throttled(seconds: 0).title == "Too many tries. Wait 1 second.")
        #expect(PageNotice.throttled(seconds: 91).title == "Too many tries. Wait 2 minutes.")
        #expect(PageNotice.throttled(seconds: 900).title == "Too many tries. Wait 15 minutes.")
    }

    @Test
    func anAccessThatRestsIsPointedOut() {
        #expect(samples.grant("a", age: 23_000_000, lastUsed: nil).rest == "Not used for 8 months.")
        #expect(samples.grant("a", age: 23_000_000, lastUsed: 100).rest == nil)
        #expect(samples.grant("a", age: 23_000_000, lastUsed: 100).lastUsed?.words == "1 minute ago")
    }

    @Test
    func theKeyOfASecondFactorIsWrittenInGroupsOfFour() throws {
        let page = try #require(samples.all.first { $0.name == "totp-setup" }?.page as? TOTPSetupPage)

        #expect(page.secret == "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP")
        #expect(page.picture != nil)
        let hostile = TOTPSetupPage(site: page.site, csrf: "", flow: "", secret: "", link: "javascript:alert(1)")
        #expect(hostile.link == nil)
    }
}
