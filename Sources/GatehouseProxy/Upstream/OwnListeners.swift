import NIOCore

/// Knows where this process itself listens, so that no upstream leads back to it under another name.
///
/// Only the address that a name led to says where a connection is.
package struct OwnListeners: Sendable {
    /// Stands for every address of this machine.
    private static let wildcards = ["0.0.0.0", "::"]
    private static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) }

    private var exact: [(range: AddressRange, port: Int)] = []
    private var everywhere: Set<Int> = []

    /// Takes the addresses that are listened on; a name other than `localhost` is none of them.
    package init(_ addresses: [ListenAddress] = []) {
        for address in addresses where address.port != 0 {
            if Self.wildcards.contains(address.host) {
                everywhere.insert(address.port)
            } else if address.host == "localhost" {
                exact += Self.loopback.map { ($0, address.port) }
            } else if let range = AddressRange(address.host) {
                exact.append((range, address.port))
            }
        }
    }

    /// Whether a connection that was made to `remote` from `local` ends at one of them.
    func contains(_ remote: SocketAddress, from local: SocketAddress?) -> Bool {
        guard let port = remote.port else { return false }
        if exact.contains(where: { $0.port == port && $0.range.contains(remote) }) { return true }
        guard everywhere.contains(port) else { return false }
        if Self.loopback.contains(where: { $0.contains(remote) }) { return true }
        // A machine that connects to itself does so from the address that it connects to.
        guard let own = local?.ipAddress.flatMap({ AddressRange($0) }) else { return false }
        return own.contains(remote)
    }
}
