import GatehouseOAuth
import NIOHTTP1

/// The page of the sample API to which a browser comes back with a code, or with a no.
///
/// What came in the address is shown only if it consists of letters that mean nothing to a page or a shell.
struct SampleCallback: Equatable {
    let code: String?
    let error: String?
    /// Where the browser sees the gate.
    let origin: String?

    init(query: String, proto: String?, host: String?) {
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            values[String(parts[0])] = FormText.decode(Array(parts[1].utf8))
        }
        code = values["code"].flatMap { Self.plain($0, and: "-_") }
        error = values["error"].flatMap { Self.plain($0, and: "_") }
        let host = host.flatMap { Self.plain($0, and: ".-:[]") }
        let proto = proto.flatMap { ["http", "https"].contains($0) ? $0 : nil }
        origin = proto.flatMap { proto in host.map { "\(proto)://\($0)" } }
    }

    /// Nil unless there is something, and nothing but ASCII letters, digits and those others.
    private static func plain(_ text: String, and others: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || others.utf8.contains(byte)
        }
        return (1...300).contains(text.utf8.count) && isPlain ? text : nil
    }

    /// The whole page; it loads nothing and runs nothing.
    var page: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title) · Demo web app</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 3rem auto; padding: 0 1rem }
        pre { overflow-x: auto; padding: 1rem; border: 1px solid; border-radius: .5rem }
        </style>
        </head>
        <body>
        <main>
        <h1>\(title)</h1>
        \(text)
        </main>
        </body>
        </html>

        """
    }

    private var title: String {
        code != nil ? "You are back, with a code" : error != nil ? "You are back, without a code" : "Nothing came back"
    }

    private var text: String {
        if let code {
            let command = DemoSignIn(issuer: origin ?? "http://localhost:8080").redemption(of: code)
            return """
                <p>A web app would now turn it into tokens. Paste this into a terminal, within a minute; it works once:</p>
                <pre tabindex="0">\(command)</pre>
                <p>See what you allowed, or take it back: <a href="/account">your account</a>.</p>
                """
        }
        if let error {
            return "<p>The server said <code>\(error)</code>. \(Self.place("try again"))</p>"
        }
        return "<p>This is where browsers come back after signing in. \(Self.place("begin"))</p>"
    }

    private static func place(_ purpose: String) -> String {
        "The address to \(purpose) is in the terminal where the demo runs."
    }
}

extension SampleCallback {
    /// RFC 9110 §7.4: what the gate tells of the request is all there is to know where it came to.
    init(_ request: SampleRequest) {
        self.init(
            query: request.query,
            proto: request.headers.first(name: "X-Forwarded-Proto"),
            host: request.headers.first(name: "X-Forwarded-Host")
        )
    }
}
