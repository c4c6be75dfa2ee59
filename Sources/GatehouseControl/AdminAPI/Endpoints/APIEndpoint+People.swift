import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

extension APIEndpoint {
    /// People, with their sessions.
    static let people: [APIEndpoint] = [
        APIEndpoint(
            method: .get,
            path: "/users",
            id: "listUsers",
            section: .people,
            right: .read,
            summary: "List people",
            query: [
                APIParameter("text", .text(0...200), "Part of the user name, the name or the email address."),
                APIParameter("scope", .text(1...200), "Those with this assigned scope.", example: "gatehouse_admin"),
                APIParameter("disabled", .boolean, "Only disabled ones, or only others."),
            ] + APIParameter.sorting(UserQuery.Order.allCases.map(\.rawValue)) + [.limit, .offset],
            success: .list(of: UserSummary.self, "A page of the people."),
            answer: UserAnswers.list
        ),
        APIEndpoint(
            method: .post,
            path: "/users",
            id: "createUser",
            section: .people,
            right: .change,
            summary: "Register a person",
            about: "Without a password chance chooses one, and the answer holds it, once.",
            body: .json(APIUser.new, isOptional: false, example: APIExamples.newUser),
            success: .created(CreatedUser.self, "The person.", hasVersion: true),
            refusals: [.conflict],
            answer: UserAnswers.create
        ),
        APIEndpoint(
            method: .get,
            path: "/users/{user}",
            id: "showUser",
            section: .people,
            right: .read,
            summary: "Show a person",
            success: .ok(UserSummary.self, "The person.", hasVersion: true),
            answer: UserAnswers.show
        ),
        APIEndpoint(
            method: .put,
            path: "/users/{user}",
            id: "replaceUser",
            section: .people,
            right: .change,
            summary: "Replace what describes a person",
            about: "What is left out is taken away. Tokens that carry a scope that is taken away are refused.",
            body: .json(APIUser.changes, isOptional: false, example: APIExamples.userChanges),
            isConditional: true,
            success: .ok(UserSummary.self, "The person as they are now.", hasVersion: true),
            refusals: [.conflict],
            answer: UserAnswers.replace
        ),
        APIEndpoint(
            method: .post,
            path: "/users/{user}/scopes",
            id: "changeUserScopes",
            section: .people,
            right: .change,
            summary: "Give and take assigned scopes",
            about: "All others stay. Tokens that carry a scope that is taken away are refused.",
            body: .json(APIUser.scopeChanges, isOptional: false, example: APIExamples.scopeChanges),
            success: .ok(UserSummary.self, "The person as they are now.", hasVersion: true),
            refusals: [.conflict],
            answer: UserAnswers.changeScopes
        ),
        APIEndpoint(
            method: .post,
            path: "/users/{user}/disable",
            id: "disableUser",
            section: .people,
            right: .change,
            summary: "Disable a person",
            about: "Their sessions end and their tokens are refused.",
            success: .ok(UserSummary.self, "The person as they are now.", hasVersion: true),
            refusals: [.conflict],
            answer: UserAnswers.disable
        ),
        APIEndpoint(
            method: .post,
            path: "/users/{user}/enable",
            id: "enableUser",
            section: .people,
            right: .change,
            summary: "Enable a person",
            success: .ok(UserSummary.self, "The person as they are now.", hasVersion: true),
            answer: UserAnswers.enable
        ),
        APIEndpoint(
            method: .put,
            path: "/users/{user}/password",
            id: "setUserPassword",
            section: .people,
            right: .change,
            summary: "Set a password",
            about: "Without one chance chooses, and the answer holds it, once. The person's sessions end.",
            body: .json(
                .named(
                    "NewPassword",
                    .input([.optional("password", .judged(.text(1...1_024)), "Left out: one by chance.")])
                ),
                isOptional: true,
                example: [:]
            ),
            success: .ok(CreatedUser.self, "The person.", hasVersion: true),
            answer: UserAnswers.setPassword
        ),
        APIEndpoint(
            method: .delete,
            path: "/users/{user}/second-factor",
            id: "deleteUserSecondFactor",
            section: .people,
            right: .change,
            summary: "Take a lost second factor away",
            success: .done("None is asked for."),
            answer: UserAnswers.resetSecondFactor
        ),
        APIEndpoint(
            method: .post,
            path: "/users/{user}/sign-out",
            id: "signOutUser",
            section: .people,
            right: .change,
            summary: "Sign a person out everywhere",
            about: "All sessions end and all tokens are refused; the person may sign in again.",
            success: .ok(UserSummary.self, "The person.", hasVersion: true),
            answer: UserAnswers.signOut
        ),
        APIEndpoint(
            method: .get,
            path: "/users/{user}/sessions",
            id: "listUserSessions",
            section: .people,
            right: .read,
            summary: "List where a person is signed in",
            query: [.limit, .offset],
            success: .list(of: APISession.self, "A page of the sessions, last seen first."),
            answer: UserAnswers.sessions
        ),
        APIEndpoint(
            method: .delete,
            path: "/users/{user}/sessions",
            id: "endUserSessions",
            section: .people,
            right: .change,
            summary: "End all sessions of a person",
            about: "The clients that got tokens in them hear of it; the tokens stay good until they expire.",
            success: .done("The person is signed in nowhere."),
            answer: UserAnswers.endSessions
        ),
        APIEndpoint(
            method: .delete,
            path: "/users/{user}/sessions/{session_id}",
            id: "endUserSession",
            section: .people,
            right: .change,
            summary: "End a session of a person",
            success: .done("It has ended."),
            answer: UserAnswers.endSession
        ),
        APIEndpoint(
            method: .get,
            path: "/users/{user}/grants",
            id: "listUserGrants",
            section: .people,
            right: .read,
            summary: "List what a person has allowed",
            query: [.limit, .offset],
            success: .list(of: GrantSummary.self, "A page of the grants that stand, the newest first."),
            answer: AccessAnswers.grantsOfUser
        ),
        APIEndpoint(
            method: .delete,
            path: "/users/{user}/grants/{client_id}",
            id: "withdrawUserGrants",
            section: .people,
            right: .change,
            summary: "Withdraw what a person has allowed a client",
            about: "The consent is forgotten, the grants end, and their tokens are refused.",
            success: .ok(WithdrawnAccess.self, "What ended."),
            answer: UserAnswers.withdraw
        ),
    ]
}
