import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

/// Which version of a thing a request means (RFC 9110 §13.1).
enum APIVersion: Sendable, Equatable {
    /// `*`: whichever there is.
    case any
    /// One of these.
    case one(of: [String])

    /// The strong entity tag of a version.
    static func tag(_ version: String) -> String { "\"\(version)\"" }

    /// Reads `If-Match` or `If-None-Match`; nil without it.
    static func read(_ field: String?) throws(APIFailure) -> APIVersion? {
        guard let field else { return nil }
        if field.utf8.elementsEqual("*".utf8) { return .any }
        guard let tags = tags(in: field) else {
            throw .refused(
                .badRequest,
                .invalidRequest,
                "The entity tags cannot be read.",
                suggestion: "Send back ETag as it came, with its quotation marks."
            )
        }
        return .one(of: tags)
    }

    /// Whether this is one of those that are meant.
    func admits(_ version: String) -> Bool {
        switch self {
        case .any: true
        case .one(let versions): versions.contains { $0.hasSameBytes(as: version) }
        }
    }

    /// RFC 9110 §8.8.3: the opaque tags of a list; weak ones are kept with their mark, so that they match nothing.
    private static func tags(in field: String) -> [String]? {
        var tags: [String] = []
        for part in field.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            var item = part.drop { $0 == 0x20 || $0 == 0x09 }
            while let last = item.last, last == 0x20 || last == 0x09 { item = item.dropLast() }
            let isWeak = item.starts(with: "W/".utf8)
            let quoted = isWeak ? item.dropFirst(2) : item
            guard quoted.count >= 2, quoted.first == 0x22, quoted.last == 0x22 else { return nil }
            let opaque = quoted.dropFirst().dropLast()
            guard opaque.allSatisfy({ $0 > 0x20 && $0 != 0x22 && $0 != 0x7F }) else { return nil }
            tags.append((isWeak ? "W/" : "") + String(Substring(opaque)))
        }
        return tags
    }
}
