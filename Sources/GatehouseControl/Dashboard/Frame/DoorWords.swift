import GatehouseOAuth

/// Says to somebody in front of the dashboard why it stays shut, and what opens it.
struct DoorWords: Sendable, Equatable {
    let title: String
    let text: String
    var command: String?
    var advice: String?
    var next: BoardLink?
}

extension DoorWords {
    private static let signIn = BoardLink("Sign in", "/sign-in")
    private static let overview = BoardLink("Go to the overview", "/")

    /// An address that is none of ours, or that only takes a form.
    static let noPage = DoorWords(
        title: "There is no page here",
        text: "The address is wrong, or belongs to a form that was sent already.",
        next: overview
    )
    /// A script or a frame asked for a page.
    static let notADocument = DoorWords(
        title: "This page stands alone",
        text: "It is not shown inside another page, and not to scripts.",
        next: overview
    )
    /// Another site sent the form.
    static let foreignForm = DoorWords(
        title: "That came from another site",
        text: "Nothing was changed: forms count only from the pages of this address.",
        next: overview
    )
    /// The token against forgery is missing or of another session.
    static let staleForm = DoorWords(
        title: "That page was too old",
        text:
            "Nothing was changed. Somebody signed in or out since it was opened. Load it again and send it once more.",
        next: overview
    )
    static let tooLarge = DoorWords(
        title: "That was too much",
        text: "Nothing was changed: a form holds at most 512 KiB.",
        next: overview
    )
    static let unreadableForm = DoorWords(
        title: "That form cannot be read",
        text: "Nothing was changed: a field was broken. Load the page again and send it once more.",
        next: overview
    )
    /// The session ended while a form was filled in.
    static let signedOutMeanwhile = DoorWords(
        title: "You are not signed in any more",
        text:
            "Nothing was changed. Sign in, then go back twice and send the form once more: the browser keeps what you "
            + "typed.",
        next: signIn
    )
    static let signedOut = DoorWords(
        title: "You are signed out",
        text: "Here, and in the apps that you opened with this session.",
        next: BoardLink("Sign in again", "/sign-in")
    )
    static let busyStore = DoorWords(
        title: "The store cannot be read right now",
        text: "Nothing was changed. Load the page again in a moment; the server's log says more.",
        next: overview
    )
    static let brokenStore = DoorWords(
        title: "That did not work on our side",
        text: "Nothing was changed. The server's log says what happened.",
        next: overview
    )
    /// Nobody holds `gatehouse_admin`.
    static let noAdministrator = DoorWords(
        title: "Make the first administrator",
        text: "Nobody may open this dashboard yet. Run this on the machine of the server, with a name of your choice:",
        command: "gatehouse user create --username ada --admin",
        advice:
            "It answers the password that ada signs in with. Somebody who has an account already gets the dashboard "
            + "with: gatehouse user grant NAME gatehouse_admin",
        next: BoardLink("I did, sign in", "/sign-in")
    )
    /// What came back from the issuer is not what this browser asked for.
    static let lostStep = DoorWords(
        title: "That sign-in cannot be finished",
        text: "It took longer than ten minutes, began in another browser or tab, or cookies are blocked.",
        next: BoardLink("Start again", "/sign-in")
    )
    /// The issuer said no.
    static let failedSignIn = DoorWords(
        title: "You were not signed in",
        text: "The sign-in was cancelled or refused.",
        next: BoardLink("Start again", "/sign-in")
    )
    /// The store's client of the dashboard was changed, or its name is somebody else's.
    static let noClient = DoorWords(
        title: "The dashboard cannot sign anybody in",
        text: "Its client gatehouse-dashboard is not as this server made it. Start the server again; its log says more."
    )

    /// The person's scopes open nothing here.
    static func noAccess(_ user: User) -> DoorWords {
        DoorWords(
            title: "You may not open this dashboard",
            text: "You are signed in as \(user.displayName). An administrator lets you in with one of these:",
            command: "gatehouse user grant \(user.username.value) gatehouse_read\n"
                + "gatehouse user grant \(user.username.value) gatehouse_admin",
            advice: "The first one lets you look at everything, the second one change everything too.",
            next: BoardLink("Sign in as somebody else", "/sign-in?again=yes")
        )
    }

    /// The browser asks under an authority that is not registered.
    static func unknownOrigin(_ known: String) -> DoorWords {
        DoorWords(
            title: "Open the dashboard under its own address",
            text:
                "Signing in leads back to an address that is registered, and this one is not. Add it to admin_hosts, or "
                + "go to \(known)."
        )
    }
}
