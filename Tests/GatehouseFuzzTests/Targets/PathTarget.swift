@testable import GatehousePolicy

/// Request paths: a canonical path is canonical, climbs nowhere, and does not depend on options that it has no need of.
enum PathTarget {
    /// The first byte chooses the application's options.
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let choice = input.first ?? 0
        let options = PathOptions(
            encodedSlash: choice & 1 != 0,
            parameters: choice & 2 != 0,
            emptySegments: choice & 4 != 0,
            doubleEncoding: choice & 8 != 0
        )
        let path = Array(input.dropFirst())
        guard let canonical = canonical(path, options) else { return }
        try hold(Self.canonical(canonical, options) == canonical, "a canonical path is not canonical")
        try checkForm(canonical, options)
        if let strict = Self.canonical(path, .strict) {
            try hold(strict == canonical, "an option changes a path that passes without")
        }
        let permissive = Self.canonical(path, .permissive)
        try hold(permissive == canonical, "fewer options give another path")
    }

    private static func canonical(_ path: [UInt8], _ options: PathOptions) -> [UInt8]? {
        var output: [UInt8] = []
        guard let isWritten = try? CanonicalPath.canonicalize(path.span, options: options, into: &output) else {
            return nil
        }
        return isWritten ? output : path
    }

    private static func checkForm(_ path: [UInt8], _ options: PathOptions) throws(BrokenProperty) {
        try hold(path.first == UInt8(ascii: "/"), "a path does not start at the root")
        for byte in path {
            try hold(byte > 0x20 && byte < 0x7F, "a byte passed that is not visible ASCII")
            try hold(!"\\?#\"<>".utf8.contains(byte), "a delimiter passed")
        }
        let text = String(decoding: path, as: UTF8.self)
        for (index, segment) in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            try hold(segment != "." && segment != "..", "a dot segment passed")
            let isLast = index == text.utf8.count { $0 == UInt8(ascii: "/") } - 1
            try hold(!segment.isEmpty || isLast || options.emptySegments, "an empty segment passed")
        }
        for forbidden in ["%00", "%0A", "%0D", "%5C", "%2E", "%7F"] {
            try hold(!text.contains(forbidden), "\(forbidden) passed")
        }
        try hold(options.encodedSlash || !text.contains("%2F"), "an encoded slash passed")
        try hold(options.parameters || !text.contains(";"), "a parameter passed")
        for escape in text.split(separator: "%", omittingEmptySubsequences: false).dropFirst() {
            let digits = escape.utf8.prefix(2)
            let isEscape = digits.count == 2 && digits.allSatisfy { "0123456789ABCDEF".utf8.contains($0) }
            try hold(isEscape, "an escape is not two uppercase digits")
        }
    }
}
