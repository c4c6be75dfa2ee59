/// The pages of other origins that may call: `cors` of an application or of one route.
extension ApplicationReader {
    private static let crossOriginKeys = ["origins", "methods", "headers", "expose", "credentials", "max_age"]

    /// The application's own, read after its routes.
    mutating func readCrossOrigin(_ entry: LocatedEntry?) {
        let needsToken = draft.routes.contains { $0.access.tokenNeed == .required }
        draft.settings.crossOrigin = entry.flatMap { crossOrigin($0, needsToken: needsToken) }
    }

    /// Reads one; nil if it cannot be used.
    mutating func crossOrigin(_ entry: LocatedEntry, needsToken: Bool) -> CrossOriginPolicy? {
        let found = fields.fields(of: entry.value, "'cors'", known: Self.crossOriginKeys)
        guard let origins = found["origins"] else {
            fields.diagnostics.error(
                "'cors' has no 'origins'",
                at: entry.key.location,
                "name the pages that may call: 'origins: [https://app.example.com]'"
            )
            return nil
        }
        let policy = CrossOriginPolicy(
            origins: readOrigins(origins.value),
            methods: found["methods"].map { readCrossOriginMethods($0.value) },
            headers: found["headers"].map { readHeaderNames($0.value, "'headers'") },
            exposed: found["expose"].map { readHeaderNames($0.value, "'expose'") } ?? [],
            allowsCredentials: found["credentials"].flatMap { fields.flag($0.value, "'credentials'") } ?? false,
            maximumAge: found["max_age"].flatMap { fields.seconds($0.value, "'max_age'", from: 0) }
                ?? CrossOriginPolicy.usualMaximumAge
        )
        if let headers = policy.headers, needsToken,
            !headers.contains(where: { RequestedHeaders.lowered($0) == Array("authorization".utf8) })
        {
            fields.diagnostics.warn(
                "'headers' does not list Authorization, so no page can send a token",
                at: found["headers"]?.key.location ?? entry.key.location,
                "add it, or leave 'headers' out"
            )
        }
        if policy.isForAnyOrigin, policy.allowsCredentials, let credentials = found["credentials"] {
            fields.diagnostics.error(
                "'credentials: true' with the origin '*' would let every page on the web act for whoever opens it",
                at: credentials.value.location,
                "name the origins, or remove 'credentials'"
            )
        }
        return policy
    }

    private mutating func readOrigins(_ node: LocatedNode) -> [OriginPattern] {
        var patterns: [OriginPattern] = []
        let texts = fields.texts(of: node, "'origins'")
        for (text, element) in texts {
            do throws(FieldProblem) {
                let pattern = try OriginEntry.parse(text)
                if pattern == .any, texts.count > 1 {
                    fields.diagnostics.error(
                        "'*' is every origin already",
                        at: element.location,
                        "write it alone, or the others without it"
                    )
                }
                patterns.append(pattern)
            } catch {
                fields.diagnostics.error(error.message, at: element.location, error.suggestion)
            }
        }
        return patterns
    }

    private mutating func readCrossOriginMethods(_ node: LocatedNode) -> [String] {
        var methods: [String] = []
        for (text, element) in fields.texts(of: node, "'methods'") {
            do throws(FieldProblem) {
                if text == "*" || text == "ANY" {
                    throw FieldProblem(
                        "'\(text)' is not a method",
                        "leave 'methods' out: then it is those that the routes have"
                    )
                }
                try RouteKey.check(text)
                methods.append(text)
            } catch {
                fields.diagnostics.error(error.message, at: element.location, error.suggestion)
            }
        }
        return methods
    }

    private mutating func readHeaderNames(_ node: LocatedNode, _ what: String) -> [String] {
        var names: [String] = []
        for (text, element) in fields.texts(of: node, what) {
            if text == "*" {
                let advice =
                    what == "'headers'" ? "leave 'headers' out: then what a page asks for is allowed" : "name each"
                fields.diagnostics.error("'*' is not a header", at: element.location, advice)
            } else if (1...64).contains(text.utf8.count), text.utf8.allSatisfy(RequestedHeaders.isTokenByte) {
                names.append(text)
            } else {
                fields.diagnostics.error(
                    "\(Quoted(text)) is not the name of a header",
                    at: element.location,
                    "write names such as 'X-Total-Count'"
                )
            }
        }
        return names
    }
}
