/// Finds the application that a host and a path belong to.
struct MountTable: Sendable {
    /// Where an application answers.
    struct Mounting {
        var application: Int
        /// Named hosts; empty for any host.
        var hosts: [String]
        var prefix: String
        var isCaseSensitive: Bool
        /// Whether any host includes the issuer's.
        var includesIssuer: Bool
    }

    static let empty = MountTable([], excludedHost: nil)

    // Neither can be a host: they stand for any host, and for the issuer's host where any host excludes it.
    private static let anyHost: [UInt8] = []
    private static let sharedHost: [UInt8] = [UInt8(ascii: "!")]

    private let exact: MountIndex
    private let folded: MountIndex
    private let isCaseSensitive: [Bool]
    private let hasNamedHosts: Bool
    private let hasUppercasePrefixes: Bool
    /// The host that any host does not include: the issuer's, unless it is loopback.
    private let excludedHost: [UInt8]?

    init(_ mountings: [Mounting], excludedHost: String?) {
        var mounts: [MountIndex.Mount] = []
        for mounting in mountings {
            var hosts = mounting.hosts.map { Array($0.utf8) }
            if hosts.isEmpty { hosts = mounting.includesIssuer ? [Self.anyHost, Self.sharedHost] : [Self.anyHost] }
            for host in hosts {
                let application = Int32(mounting.application)
                mounts.append(.init(host: host, prefix: Array(mounting.prefix.utf8), application: application))
            }
        }
        self.exact = MountIndex(mounts, isFolded: false)
        self.folded = MountIndex(mounts, isFolded: true)
        self.isCaseSensitive = mountings.sorted { $0.application < $1.application }.map(\.isCaseSensitive)
        self.hasNamedHosts = mountings.contains { !$0.hosts.isEmpty }
        self.hasUppercasePrefixes = mountings.contains { $0.prefix.utf8.contains(where: SegmentComparison.isUppercase) }
        self.excludedHost = excludedHost.map { Array($0.utf8) }
    }

    /// Chooses by a lowercased authority and a canonical path.
    func choose(authority: Span<UInt8>, path: Span<UInt8>) -> Int? {
        let hostEnd = Self.hostEnd(of: authority)
        let chosen = select(exact, authority, hostEnd, path)
        guard chosen >= 0 else { return nil }
        // The same rule as for routes: an upstream that ignores case must not be reached past another application.
        if !isCaseSensitive[Int(chosen)],
            hasUppercasePrefixes || SegmentComparison.hasUppercase(path, from: 0, to: path.count),
            select(folded, authority, hostEnd, path) != chosen
        {
            return nil
        }
        return Int(chosen)
    }

    private func select(
        _ index: MountIndex,
        _ authority: Span<UInt8>,
        _ hostEnd: Int,
        _ path: Span<UInt8>
    ) -> Int32 {
        if hasNamedHosts && !authority.isEmpty {
            let named = longestNamed(index, authority, hostEnd, path)
            if named >= 0 { return named }
        }
        let anyHost = isExcluded(authority, hostEnd) ? Self.sharedHost : Self.anyHost
        return index.longest(host: anyHost.span, hostEnd: anyHost.count, path: path).application
    }

    private func longestNamed(
        _ index: MountIndex,
        _ authority: Span<UInt8>,
        _ hostEnd: Int,
        _ path: Span<UInt8>
    ) -> Int32 {
        let whole = index.longest(host: authority, hostEnd: authority.count, path: path)
        guard hostEnd < authority.count else { return whole.application }
        let portless = index.longest(host: authority, hostEnd: hostEnd, path: path)
        return portless.prefixCount > whole.prefixCount ? portless.application : whole.application
    }

    private func isExcluded(_ authority: Span<UInt8>, _ hostEnd: Int) -> Bool {
        guard let excludedHost, excludedHost.count == hostEnd else { return false }
        for index in 0..<hostEnd where excludedHost[index] != authority[index] { return false }
        return true
    }

    /// Where the host ends and `:port` begins; an IPv6 address keeps its brackets.
    private static func hostEnd(of authority: Span<UInt8>) -> Int {
        var position = authority.count
        while position > 0 {
            position -= 1
            if authority[position] == UInt8(ascii: "]") { break }
            if authority[position] == UInt8(ascii: ":") { return position }
        }
        return authority.count
    }
}
