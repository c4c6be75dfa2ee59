@testable import GatehousePolicy

/// Canonical forms of paths given as texts.
enum CanonicalForm {
    static func bytes(_ path: [UInt8], options: PathOptions = .strict) throws(PathRefusal) -> [UInt8] {
        var output: [UInt8] = []
        return try CanonicalPath.canonicalize(path.span, options: options, into: &output) ? output : path
    }

    static func text(_ path: String, options: PathOptions = .strict) throws(PathRefusal) -> String {
        String(decoding: try bytes(Array(path.utf8), options: options), as: UTF8.self)
    }

    static let allOptions = (0..<16)
        .map { bits in
            PathOptions(
                encodedSlash: bits & 1 != 0,
                parameters: bits & 2 != 0,
                emptySegments: bits & 4 != 0,
                doubleEncoding: bits & 8 != 0
            )
        }
}

/// A path that is refused, and why.
typealias RefusedPath = (path: String, refusal: PathRefusal)
