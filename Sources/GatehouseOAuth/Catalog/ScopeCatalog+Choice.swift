extension ScopeCatalog {
    /// The application that the gate would choose: a named host before any host, then the longest prefix.
    func application(authority: String, path: Substring.UTF8View) -> CatalogApplication? {
        let authority = authority.utf8.map(ScopeCatalog.lowercased)
        let mounted = applications.filter { $0.isMounted(above: path) }
        let named = mounted.filter { application in
            application.hosts.contains { $0.utf8.elementsEqual(authority) }
        }
        let candidates = named.isEmpty ? mounted.filter(\.hosts.isEmpty) : named
        return candidates.max { $0.prefix.utf8.count < $1.prefix.utf8.count }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension CatalogApplication {
    /// On segment boundaries: `/tstapp` is not above `/tstappx`.
    fileprivate func isMounted(above path: Substring.UTF8View) -> Bool {
        guard path.starts(with: prefix.utf8) else { return false }
        let rest = path.dropFirst(prefix.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }
}
