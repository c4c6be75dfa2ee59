import GatehouseJOSE
import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("What an authorization request still needs")
struct InteractionTests {
    static let now = TestServer.now

    /// A situation and what follows from it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var changes: [(String, String?)] = []
        var client = Client.app()
        var isSignedIn = true
        var age: Int64 = 100
        var context = AuthenticationContext.aal1
        var hasSecondFactor = false
        var remembered: [String]? = ["openid", "tstapp_data.read"]
        var scope = ["openid", "tstapp_data.read"]
        var signedInHere = false
        var chosen = false
        var wantsOther = false
        let expected: String

        var testDescription: String { name }
    }

    private static let essential = #"{"id_token":{"acr":{"essential":true,"value":"aal2"}}}"#
    private static let impossible = #"{"id_token":{"acr":{"essential":true,"values":["gold","silver"]}}}"#
    private static let voluntary = #"{"id_token":{"acr":{"values":["aal2"]}}}"#
    private static let other = #"{"id_token":{"sub":{"value":"somebody else"}}}"#
    private static let same = #"{"userinfo":{"sub":{"value":"00000000-0000-4000-8000-000000000001"}}}"#
    private static let native = Client.app(redirectURIs: ["com.example.app:/cb"])
    private static let loopback = Client.app(redirectURIs: ["http://127.0.0.1/cb"])
    private static let confidentialLoopback = Client.app(isPublic: false, redirectURIs: ["http://127.0.0.1/cb"])
    private static let firstParty = Client.app(profile: .with { $0.isFirstParty = true })
    private static let firstPartyNative = Client.app(
        redirectURIs: ["com.example.app:/cb"],
        profile: .with { $0.isFirstParty = true }
    )

    static let cases: [Case] = [
        Case(name: "all is there", expected: "issue"),
        Case(name: "nobody is signed in", isSignedIn: false, expected: "signIn"),
        Case(name: "none, nobody", changes: [("prompt", "none")], isSignedIn: false, expected: "login_required"),
        Case(name: "none, all there", changes: [("prompt", "none")], expected: "issue"),
        Case(name: "none, no consent", changes: [("prompt", "none")], remembered: nil, expected: "consent_required"),
        // prompt=login
        Case(name: "login", changes: [("prompt", "login")], age: 0, expected: "signIn"),
        Case(name: "login, done", changes: [("prompt", "login")], age: 0, signedInHere: true, expected: "issue"),
        Case(
            name: "login, an old mark",
            changes: [("prompt", "login")],
            age: 1,
            signedInHere: true,
            expected: "signIn"
        ),
        // max_age
        Case(name: "young enough", changes: [("max_age", "100")], age: 100, expected: "issue"),
        Case(name: "too old", changes: [("max_age", "99")], age: 100, expected: "signIn"),
        Case(name: "age zero", changes: [("max_age", "0")], age: 1, expected: "signIn"),
        Case(name: "age zero, done", changes: [("max_age", "0")], age: -5, signedInHere: true, expected: "issue"),
        Case(name: "none, too old", changes: [("max_age", "9"), ("prompt", "none")], expected: "login_required"),
        // prompt=select_account
        Case(name: "choose", changes: [("prompt", "select_account")], expected: "choose"),
        Case(name: "chosen", changes: [("prompt", "select_account")], chosen: true, expected: "issue"),
        Case(
            name: "choose, signed in here",
            changes: [("prompt", "select_account")],
            age: 0,
            signedInHere: true,
            expected: "issue"
        ),
        Case(name: "choose, nobody", changes: [("prompt", "select_account")], isSignedIn: false, expected: "signIn"),
        Case(name: "not me", wantsOther: true, expected: "signIn"),
        // consent
        Case(name: "first time", remembered: nil, expected: "consent"),
        Case(name: "asked again", changes: [("prompt", "consent")], expected: "consent"),
        Case(name: "more is wanted", remembered: ["openid"], expected: "consent"),
        Case(name: "less is wanted", remembered: ["openid", "profile", "tstapp_data.read"], expected: "issue"),
        Case(name: "private scheme", client: native, expected: "consent"),
        Case(name: "loopback", client: loopback, expected: "consent"),
        Case(name: "none, loopback", changes: [("prompt", "none")], client: loopback, expected: "consent_required"),
        Case(name: "confidential on loopback", client: confidentialLoopback, expected: "issue"),
        Case(name: "first party", client: firstParty, remembered: nil, expected: "issue"),
        Case(
            name: "first party, asked",
            changes: [("prompt", "consent")],
            client: firstParty,
            remembered: nil,
            expected: "consent"
        ),
        Case(name: "first party on the device", client: firstPartyNative, remembered: nil, expected: "consent"),
        Case(name: "nothing to give", scope: [], expected: "access_denied"),
        // who
        Case(name: "another person is meant", changes: [("claims", other)], expected: "signIn"),
        Case(name: "this person is meant", changes: [("claims", same)], expected: "issue"),
        Case(
            name: "none, another is meant",
            changes: [("claims", other), ("prompt", "none")],
            expected: "login_required"
        ),
        Case(
            name: "another signed in than was meant",
            changes: [("claims", other)],
            age: 0,
            signedInHere: true,
            expected: "login_required"
        ),
        // how surely
        Case(name: "surely enough", changes: [("claims", essential)], context: .aal2, expected: "issue"),
        Case(
            name: "could be surer",
            changes: [("claims", essential)],
            hasSecondFactor: true,
            expected: "signIn"
        ),
        Case(
            name: "none, could be surer",
            changes: [("claims", essential), ("prompt", "none")],
            hasSecondFactor: true,
            expected: "login_required"
        ),
        Case(
            name: "cannot be surer",
            changes: [("claims", essential)],
            expected: "unmet_authentication_requirements"
        ),
        Case(
            name: "none, cannot be surer",
            changes: [("claims", essential), ("prompt", "none")],
            expected: "unmet_authentication_requirements"
        ),
        Case(
            name: "an unknown level",
            changes: [("claims", impossible)],
            context: .aal2,
            hasSecondFactor: true,
            expected: "unmet_authentication_requirements"
        ),
        Case(
            name: "a wish that can be met",
            changes: [("claims", voluntary)],
            hasSecondFactor: true,
            expected: "signIn"
        ),
        Case(name: "a wish that cannot", changes: [("claims", voluntary)], expected: "issue"),
        Case(name: "acr_values", changes: [("acr_values", "aal2")], hasSecondFactor: true, expected: "signIn"),
        Case(
            name: "acr_values in order",
            changes: [("acr_values", "aal2 aal1")],
            hasSecondFactor: true,
            expected: "issue"
        ),
        Case(
            name: "none, a wish",
            changes: [("acr_values", "aal2"), ("prompt", "none")],
            hasSecondFactor: true,
            expected: "issue"
        ),
        Case(
            name: "acr_values nobody knows",
            changes: [("acr_values", "gold")],
            hasSecondFactor: true,
            expected: "issue"
        ),
    ]

    @Test(arguments: cases)
    func theNextThingIsAskedFor(_ example: Case) throws {
        #expect(try Self.next(example) == example.expected)
    }

    private static func next(_ example: Case) throws -> String {
        let uri = example.client.redirectURIs[0]
        let parameters = try Ask.parameters(example.changes + [("redirect_uri", uri)])
        let target = try RedirectTarget.resolve(parameters, client: example.client, issuer: TestServer.issuer)
        let request = try AuthorizationChecks.read(
            parameters,
            client: example.client,
            target: target,
            surroundings: AuthorizationSurroundings(issuer: "", catalog: .fixture(), keys: .init([]))
        )
        var progress = Interaction.Progress(requestedAt: now)
        progress.signedIn = example.signedInHere ? .fixture(1) : nil
        progress.chosen = example.chosen ? .fixture(1) : nil
        progress.wantsOther = example.wantsOther
        let person = example.isSignedIn ? person(example) : nil
        return switch Interaction.next(request, person: person, progress: progress) {
        case .signIn: "signIn"
        case .chooseAccount: "choose"
        case .consent: "consent"
        case .issue: "issue"
        case .fail(let error): error.code.rawValue
        }
    }

    private static func person(_ example: Case) -> Interaction.Person {
        let factor = SecondFactor(sealedSecret: [], confirmedAt: 1)
        let user = User.fixture("ada", secondFactor: example.hasSecondFactor ? factor : nil)
        let session = Session.fixture(authenticatedAt: now - example.age, context: example.context)
        return Interaction.Person(
            signedIn: SignedIn(session: session, user: user),
            subject: user.id.value,
            scope: ScopeSet(example.scope),
            consent: example.remembered.map { scopes in
                Consent(
                    userID: user.id,
                    clientID: example.client.id,
                    scope: ScopeSet(scopes),
                    createdAt: 1,
                    changedAt: 1
                )
            }
        )
    }
}
