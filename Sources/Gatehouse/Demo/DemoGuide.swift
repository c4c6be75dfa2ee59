/// Prints what to paste into another terminal.
struct DemoGuide {
    let issuer: String
    let admin: String
    let policyFile: String
    let note: String?
    let reader: DemoClient
    let writer: DemoClient
    let person: DemoPerson
    let signIn: DemoSignIn

    var text: String {
        let api = "\(issuer)/tstapp"
        return """

            Gatehouse is at \(issuer), in front of a sample API. Paste into another terminal:

            # a token for the reader
            \(token(for: reader))

            # read with it: 200
            curl --include --header "Authorization: Bearer $TOKEN" \(api)/data/1

            # write with it: 403, insufficient_scope
            curl --include --request POST --header "Authorization: Bearer $TOKEN" --data '{}' \(api)/data

            # no token: 401
            curl --include \(api)/data/1

            # health is public: 200
            curl --include \(api)/health

            # the writer may write: 201
            \(token(for: writer))
            curl --include --request POST --header "Authorization: Bearer $TOKEN" --data '{}' \(api)/data

            Change \(policyFile) and try again: it is read anew at once.\(note.map { "\n" + $0 } ?? "")

            Sign in as a person: open this in a browser, as \(person.username) with \(password).

            \(signIn.address)

            The page that you come back to has a code, and this command with it, to paste within a minute:

            \(signIn.redemption(of: "CODE"))

            The dashboard, for \(person.username) too, who is its administrator: see the requests above arrive, and why
            each one passed or not.

            \(admin)

            What \(person.username) allowed, where she is signed in, her password: \(issuer)/account
            Health and metrics: \(admin)/healthz, \(admin)/metrics. Stop with Ctrl-C.

            """
    }

    private var password: String {
        person.password.map { "the password \($0)" } ?? "the password that you gave her"
    }

    private func token(for client: DemoClient) -> String {
        """
        TOKEN_URL=\(issuer)/oauth2/token
        TOKEN=$(curl --silent --write-out '\\n' --request POST "$TOKEN_URL" \\
          --header 'Content-Type: application/x-www-form-urlencoded' \\
          --data-urlencode 'grant_type=client_credentials' --data-urlencode 'client_id=\(client.id)' \\
          --data-urlencode 'client_secret=\(client.secret)' --data-urlencode 'scope=\(client.scope)' \\
          | tee -a /dev/stderr | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
        """
    }
}
