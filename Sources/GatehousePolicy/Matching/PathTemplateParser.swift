/// Reads path templates.
struct PathTemplateParser {
    typealias Problem = FieldProblem

    let options: PathOptions

    /// Reads `/segment/{name}/*/**`.
    func parse(_ text: String) throws(Problem) -> PathTemplate {
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw Problem(
                "the path \(Quoted(text)) does not begin with '/'",
                "write \(Quoted("/" + text))"
            )
        }
        var parts = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        // A trailing slash does not change the route.
        if parts.last?.isEmpty == true { parts.removeLast() }
        var segments: [PathTemplate.Segment] = []
        var names: [String] = []
        var takesRest = false
        for part in parts {
            guard !takesRest else {
                throw Problem(
                    "'**' is not the last segment",
                    "write '*' for one segment; '**' stands for any rest"
                )
            }
            let segment = String(Substring(part))
            if segment == "**" {
                takesRest = true
            } else {
                segments.append(try parseSegment(segment, names: &names))
            }
        }
        guard segments.count <= PathTemplate.maximumDepth else {
            throw Problem(
                "the path has more than \(PathTemplate.maximumDepth) segments",
                "end it with '/**'"
            )
        }
        return PathTemplate(segments: segments, takesRest: takesRest)
    }

    private func parseSegment(_ text: String, names: inout [String]) throws(Problem) -> PathTemplate.Segment {
        if text == "*" { return .wildcard }
        if text.utf8.first == UInt8(ascii: "{"), text.utf8.last == UInt8(ascii: "}"), text.utf8.count >= 2 {
            try noteName(String(text.dropFirst().dropLast()), names: &names)
            return .wildcard
        }
        if text.utf8.first == UInt8(ascii: ":"), text.utf8.count > 1 {
            throw Problem(
                "\(Quoted(text)) is not how a named segment is written",
                "write '{\(text.dropFirst())}', or '%3A' for a colon that begins a segment"
            )
        }
        return .literal(try literal(text))
    }

    private func noteName(_ name: String, names: inout [String]) throws(Problem) {
        guard let first = name.utf8.first, Self.isNameByte(first), !(0x30...0x39).contains(first),
            name.utf8.allSatisfy(Self.isNameByte)
        else {
            throw Problem(
                "'{\(name.filter { $0.isASCII })}' is not a named segment",
                "a name has letters, digits and '_' and no pattern: '{id}'"
            )
        }
        guard !names.contains(name) else {
            throw Problem("'{\(name)}' is there twice", "give the second another name")
        }
        names.append(name)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
