/// The one message on top of a page.
struct PageNotice: Sendable, Equatable {
    /// What happened.
    let title: String
    /// The next step; nil if the title says it.
    let text: String?
    /// Nothing happened; the reader's program says it at once.
    let fails: Bool
    /// Once in a life.
    let warns: Bool
    /// News.
    let tells: Bool
    /// It worked.
    let isDone: Bool

    private init(
        _ title: String,
        text: String?,
        fails: Bool = false,
        warns: Bool = false,
        tells: Bool = false,
        isDone: Bool = false
    ) {
        self.title = title
        self.text = text
        self.fails = fails
        self.warns = warns
        self.tells = tells
        self.isDone = isDone
    }

    /// Nothing happened.
    static func fail(_ title: String, _ text: String? = nil) -> PageNotice {
        PageNotice(title, text: text, fails: true)
    }

    /// To be taken to heart.
    static func warn(_ title: String, _ text: String? = nil) -> PageNotice {
        PageNotice(title, text: text, warns: true)
    }

    /// To be known.
    static func tell(_ title: String, _ text: String? = nil) -> PageNotice {
        PageNotice(title, text: text, tells: true)
    }

    /// It worked.
    static func done(_ title: String, _ text: String? = nil) -> PageNotice {
        PageNotice(title, text: text, isDone: true)
    }
}

extension PageNotice {
    /// The same words for an unknown name, a wrong password and a person who may not sign in.
    static let wrongCredentials = fail("That did not match.", "Check the user name and the password, then try again.")
    /// The code of the second step is wrong, old or used.
    static let wrongCode = fail("That code did not match.", "Type the newest one. A recovery code works only once.")
    /// The session rested for too long.
    static let inactive = tell("You were signed out after a time of rest.", "Sign in to go on.")
    /// The pool that checks passwords is full.
    static let busy = fail("Too much is going on here right now.", "Nothing was checked. Try again in a moment.")
    /// The form was older than its seal.
    static let expired = fail("This page was open for too long.", "Nothing was sent. Fill it in once more.")

    /// Too many tries by this name or from this address.
    static func throttled(seconds: Int64) -> PageNotice {
        fail("Too many tries. Wait \(wait(seconds)).", "Nothing was checked. Then try again.")
    }

    private static func wait(_ seconds: Int64) -> String {
        if seconds <= 90 { return seconds <= 1 ? "1 second" : "\(seconds) seconds" }
        return "\(seconds / 60 + (seconds % 60 == 0 ? 0 : 1)) minutes"
    }
}
