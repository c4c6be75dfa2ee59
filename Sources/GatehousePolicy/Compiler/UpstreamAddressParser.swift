/// Reads where an upstream listens, strictly: scheme, host, port and base path, nothing else.
enum UpstreamAddressParser {
    typealias Problem = FieldProblem

    /// `sun_path` holds 108 bytes; some room is left.
    static let longestSocketPath = 100

    static func parse(_ text: String) throws(Problem) -> UpstreamAddress {
        if text.utf8.starts(with: "unix:".utf8) { return try unix(String(text.dropFirst(5))) }
        for scheme in UpstreamScheme.allCases where text.utf8.starts(with: "\(scheme.rawValue)://".utf8) {
            return try tcp(scheme, text)
        }
        throw Problem(
            "\(Quoted(text)) is not an upstream",
            "write 'http://host:port', 'https://host', 'h2c://host:port' or 'unix:/path'"
        )
    }

    private static func unix(_ path: String) throws(Problem) -> UpstreamAddress {
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.starts(with: "//".utf8) else {
            throw Problem("'unix:' is not followed by an absolute path", "write 'unix:/run/app.sock'")
        }
        guard path.utf8.count <= longestSocketPath, path.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Problem("\(Quoted(path)) is not a socket's path", "use at most \(longestSocketPath) printable bytes")
        }
        return .unix(path: path)
    }

    private static func tcp(_ scheme: UpstreamScheme, _ text: String) throws(Problem) -> UpstreamAddress {
        let rest = text.utf8.dropFirst(scheme.rawValue.utf8.count + 3)
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let authority = String(Substring(rest[..<slash]))
        let path = String(Substring(rest[slash...]))
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            throw Problem("the upstream has user information", "upstreams are called without credentials: remove it")
        }
        guard !rest.contains(UInt8(ascii: "?")), !rest.contains(UInt8(ascii: "#")) else {
            throw Problem("\(Quoted(text)) has a query or fragment", "remove it")
        }
        guard !authority.utf8.contains(where: SegmentComparison.isUppercase) else {
            throw Problem("\(Quoted(authority)) has uppercase letters", "write '\(authority.lowercased())'")
        }
        guard let (host, port) = Authority.parse(authority) else {
            throw Problem("\(Quoted(authority)) is not a host with a port", "write 'host:port' with a port up to 65535")
        }
        let base = path == "/" ? "" : path
        if !base.isEmpty, let problem = MountPrefix.problem(of: base) {
            throw Problem("the base path \(Quoted(base)) is not one", problem.suggestion)
        }
        return .tcp(scheme: scheme, host: host, port: port ?? scheme.defaultPort, basePath: base)
    }
}
