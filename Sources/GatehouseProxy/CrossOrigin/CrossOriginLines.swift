import GatehousePolicy
import NIOCore

/// Adds to answers what `cors` of a policy lets pages of other origins do with them, in lines that are made once.
final class CrossOriginLines {
    let policy: CrossOriginPolicy
    /// What every answer carries, whoever asked: caches keep answers, also those to requests without an origin.
    private let standing: [UInt8]
    /// By the index of the policy's origins, behind `standing`; nil for those with a wildcard.
    private let granted: [[UInt8]?]
    private let ending: [UInt8]

    private static let vary = Array("Vary: Origin\r\n".utf8)

    init(_ policy: CrossOriginPolicy) {
        self.policy = policy
        let ending = Self.ending(policy)
        self.ending = ending
        // Fetch, "CORS protocol and HTTP caches": an answer that is the same for all needs no Vary, and always says so.
        let isSame = policy.isForAnyOrigin && policy.methods == nil
        self.standing = isSame ? Self.grant(Array("*".utf8), ending) : Self.vary
        self.granted = policy.origins.map { origin in
            switch origin {
            case .any: isSame ? Self.grant(Array("*".utf8), ending) : Self.vary + Self.grant(Array("*".utf8), ending)
            case .exact(let text): Self.vary + Self.grant(Array(text.utf8), ending)
            case .subdomains: nil
            }
        }
    }

    /// The lines of an answer to a request with this method and this `Origin`, if it has one; never empty.
    func lines(method: Span<UInt8>, origin: ByteRange?, in buffer: ByteBuffer) -> [UInt8] {
        guard let origin else { return standing }
        let bytes = buffer.readableBytesUInt8Span
        guard let index = policy.match(bytes.extracting(origin.range)), policy.allows(method: method) else {
            return standing
        }
        return granted[index] ?? Self.vary + Self.grant(buffer.bytes(of: origin), ending)
    }

    private static func grant(_ origin: [UInt8], _ ending: [UInt8]) -> [UInt8] {
        Array("Access-Control-Allow-Origin: ".utf8) + origin + ending
    }

    /// What follows the origin, its line's end first.
    private static func ending(_ policy: CrossOriginPolicy) -> [UInt8] {
        var names = CrossOriginPolicy.alwaysExposed
        for name in policy.exposed where !names.contains(where: { $0.lowercased() == name.lowercased() }) {
            names.append(name)
        }
        let credentials = policy.allowsCredentials ? "Access-Control-Allow-Credentials: true\r\n" : ""
        return Array("\r\n\(credentials)Access-Control-Expose-Headers: \(names.joined(separator: ", "))\r\n".utf8)
    }
}

/// Finds the lines of each application and route of a policy.
final class CrossOriginTable {
    private let applications: [CrossOriginLines?]
    /// By application and by the index of its routes; a route without its own `cors` shares its application's.
    private let routes: [[CrossOriginLines?]]

    /// Nil if nothing in the policy has `cors`, which most requests then pay for with one comparison.
    init?(_ policy: CompiledPolicy) {
        guard policy.applications.contains(where: \.hasCrossOrigin) else { return nil }
        let applications = policy.applications.map { $0.crossOrigin.map { CrossOriginLines($0) } }
        self.applications = applications
        self.routes = zip(policy.applications, applications)
            .map { application, shared in
                guard application.hasCrossOrigin else { return [] }
                return application.routes.map { route in
                    route.crossOrigin == application.crossOrigin
                        ? shared : route.crossOrigin.map { CrossOriginLines($0) }
                }
            }
    }

    func lines(_ application: Int, _ route: Int?) -> CrossOriginLines? {
        guard let route else { return applications[application] }
        return routes[application].isEmpty ? nil : routes[application][route]
    }
}
