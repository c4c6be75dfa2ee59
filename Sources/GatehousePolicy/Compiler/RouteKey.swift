/// The left side of a route's line: methods and a path template.
struct RouteKey {
    /// Methods of RFC 9110 §9 and RFC 5789 §2 that the gate carries.
    static let common = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    /// Methods that the gate answers with 501 whatever the policy says (RFC 9110 §9.3.6, §9.3.8).
    private static let neverCarried = ["TRACE", "CONNECT"]

    let methods: [String]
    let path: String

    static func parse(_ text: String) throws(FieldProblem) -> RouteKey {
        let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map {
                String(Substring($0))
            }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw shape(text) }
        if parts[0].utf8.first == UInt8(ascii: "/") { throw shape(text) }
        let methods = parts[0].utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map {
                String(Substring($0))
            }
        for (index, method) in methods.enumerated() {
            try check(method)
            guard !methods[..<index].contains(method) else {
                throw FieldProblem("the method '\(method)' is there twice", "remove one")
            }
        }
        guard methods.count == 1 || !methods.contains("ANY") else {
            throw FieldProblem("'ANY' is every method already", "write 'ANY' alone, or the methods without it")
        }
        return RouteKey(methods: methods, path: parts[1])
    }

    private static func shape(_ text: String) -> FieldProblem {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        let paths = words.filter { $0.utf8.first == UInt8(ascii: "/") }
        let methods = words.filter { $0.utf8.first != UInt8(ascii: "/") }
        guard paths.count == 1, methods.allSatisfy(isToken) else {
            return FieldProblem(
                "\(Quoted(text)) is not a route",
                "write methods, one space and a path: 'GET /data/{id}'"
            )
        }
        let method = methods.isEmpty ? "ANY" : methods.joined(separator: ",").uppercased()
        return FieldProblem("\(Quoted(text)) is not a route", "write \(Quoted("\(method) \(paths[0])"))")
    }

    // RFC 9110 §9.1: methods are case-sensitive tokens.
    static func check(_ method: String) throws(FieldProblem) {
        guard isToken(method), method != "*" else {
            throw FieldProblem("\(Quoted(method)) is not a method", "write 'ANY' for every method")
        }
        guard !neverCarried.contains(method.uppercased()) else {
            throw FieldProblem("the gate never carries \(method.uppercased())", "leave it out")
        }
        guard method == method.uppercased() else {
            throw FieldProblem("the method '\(method)' is not in uppercase", "write '\(method.uppercased())'")
        }
        let known = common + ["ANY"]
        if !known.contains(method), let near = known.first(where: { isSlip(method, of: $0) }) {
            throw FieldProblem("unknown method '\(method)'", "did you mean '\(near)'?")
        }
    }

    private static func isSlip(_ method: String, of known: String) -> Bool {
        known.utf8.count > 2 && Suggestion.distance(Array(method.utf8), Array(known.utf8)) == 1
    }

    // RFC 9110 §5.6.2
    private static func isToken(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
