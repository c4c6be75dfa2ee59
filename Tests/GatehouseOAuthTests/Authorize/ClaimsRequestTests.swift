import Testing

@testable import GatehouseOAuth

@Suite("OpenID Connect Core §5.5 - the parameter claims")
struct ClaimsRequestTests {
    @Test func anEssentialContextIsRequired() throws {
        let one = try ClaimsRequest(parsing: #"{"id_token":{"acr":{"essential":true,"value":"aal2"}}}"#)
        #expect(one.requiredContexts == ["aal2"])
        #expect(one.wantedContexts.isEmpty)
        let many = try ClaimsRequest(parsing: #"{"id_token":{"acr":{"essential":true,"values":["aal2","gold"]}}}"#)
        #expect(many.requiredContexts == ["aal2", "gold"])
    }

    @Test func aContextThatIsNotEssentialIsAWish() throws {
        let wish = try ClaimsRequest(parsing: #"{"id_token":{"acr":{"essential":false,"values":["aal2"]}}}"#)
        #expect(wish.requiredContexts == nil)
        #expect(wish.wantedContexts == ["aal2"])
    }

    @Test(arguments: [
        "{}", #"{"id_token":null}"#, #"{"id_token":{"acr":null}}"#, #"{"id_token":{"acr":{"essential":true}}}"#,
        #"{"userinfo":{"acr":{"essential":true,"value":"aal2"}}}"#, #"{"verified_claims":[1]}"#,
        #"{"id_token":{"email":{"essential":true},"x":{"unknown":[1,{}]}}}"#,
    ])
    func theRestAsksNothingOfTheSignIn(_ text: String) throws {
        let wish = try ClaimsRequest(parsing: text)
        #expect(wish.requiredContexts == nil)
        #expect(wish.wantedContexts.isEmpty)
        #expect(wish.subjects.isEmpty)
    }

    @Test func subjectsAreReadInBothPlaces() throws {
        let text = #"{"id_token":{"sub":{"value":"a"}},"userinfo":{"sub":{"values":["a","b"]}}}"#
        #expect(try ClaimsRequest(parsing: text).subjects == [["a"], ["a", "b"]])
    }

    @Test(arguments: [
        "", "null", "[]", "\"x\"", "{", #"{"id_token":1}"#, #"{"id_token":[]}"#, #"{"id_token":{"acr":1}}"#,
        #"{"id_token":{"acr":{"essential":1}}}"#, #"{"id_token":{"acr":{"values":"aal2"}}}"#,
        #"{"id_token":{"acr":{"value":2}}}"#, #"{"userinfo":{"sub":{"values":[1]}}}"#,
        #"{"id_token":{"acr":null,"acr":null}}"#, #"{"x":[[[[[[[1]]]]]]]}"#,
    ])
    func anotherFormIsRefused(_ text: String) {
        #expect(throws: OAuthError.self) { try ClaimsRequest(parsing: text) }
    }
}
