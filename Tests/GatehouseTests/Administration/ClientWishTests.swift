import GatehouseOAuth
import Testing

@testable import Gatehouse

@Suite("A client in the words of the command line")
struct ClientWishTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func wish(_ change: (inout ClientWish) -> Void = { _ in }) -> ClientWish {
        var wish = ClientWish(application: "tstapp", name: "App", grants: ["authorization_code"], scopes: ["openid"])
        change(&wish)
        return wish
    }

    private func new(_ wish: ClientWish) throws -> NewClient {
        guard case .createClient(let new) = try wish.command() else { throw ExitFailure(.wrongUse, "no client") }
        return new
    }

    @Test func whatNobodySetIsLeftToTheServer() throws {
        #expect(try new(wish()).profile == ClientProfile())
        #expect(try new(wish()).logo == nil)
    }

    @Test func everyFlagArrives() throws {
        try folder.write("keys.json", #"{"keys":[]}"#)
        try folder.write("logo.png", "PNG")
        let new = try new(
            wish {
                $0.clientURI = "https://a.example/"
                $0.postLogoutRedirectURIs = ["https://a.example/bye"]
                $0.backchannelLogoutURI = "https://a.example/logout"
                $0.authenticationMethod = "private_key_jwt"
                $0.keysFile = folder.file("keys.json")
                $0.certificateSubject = "CN=a"
                $0.certificateThumbprints = ["t"]
                $0.idTokenAlgorithm = "RS256"
                $0.logoFile = folder.file("logo.png")
                $0.isPairwise = true
                $0.isFirstParty = true
                $0.requiresPushedRequests = true
                $0.requiresSignedRequests = true
                $0.requiresProof = true
                $0.bindsCertificate = true
                $0.accessTokenSeconds = 60
                $0.refreshTokenSeconds = 300
            }
        )
        var profile = ClientProfile()
        profile.clientURI = "https://a.example/"
        profile.postLogoutRedirectURIs = ["https://a.example/bye"]
        profile.backchannelLogoutURI = "https://a.example/logout"
        profile.authenticationMethod = .privateKeyJWT
        profile.keys = #"{"keys":[]}"#
        profile.certificateSubject = "CN=a"
        profile.certificateThumbprints = ["t"]
        profile.idTokenAlgorithm = "RS256"
        profile.subjectType = .pairwise
        profile.isFirstParty = true
        profile.requiresPushedRequests = true
        profile.requiresSignedRequests = true
        profile.requiresProof = true
        profile.bindsCertificate = true
        profile.accessTokenSeconds = 60
        profile.refreshTokenSeconds = 300
        #expect(new.profile == profile)
        #expect(new.logo == Array("PNG".utf8))
    }

    @Test func aMethodThatIsUnknownAndAFileThatIsMissingAreWrongUse() {
        let method = failure(wish { $0.authenticationMethod = "client_secret_jwt" })
        #expect(method?.status == .wrongUse)
        #expect(method?.hint?.contains("private_key_jwt") == true)
        let keys = failure(wish { $0.keysFile = folder.file("none") })
        #expect(keys?.message.contains(folder.file("none")) == true)
        #expect(failure(wish { $0.logoFile = folder.file("none") })?.status == .wrongUse)
    }

    private func failure(_ wish: ClientWish) -> ExitFailure? {
        do throws(ExitFailure) {
            _ = try wish.command()
            return nil
        } catch {
            return error
        }
    }
}
