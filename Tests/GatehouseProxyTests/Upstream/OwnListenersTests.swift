import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Where this process listens")
struct OwnListenersTests {
    private let own = OwnListeners([
        ListenAddress(host: "127.0.0.1", port: 8_081), ListenAddress(host: "0.0.0.0", port: 8_080),
        ListenAddress(host: "localhost", port: 9_000), ListenAddress(host: "127.0.0.1", port: 0),
    ])

    @Test(arguments: [
        ("127.0.0.1", 8_081, "127.0.0.1", true),
        ("::ffff:127.0.0.1", 8_081, "::ffff:127.0.0.1", true),
        ("127.0.0.1", 8_082, "127.0.0.1", false),
        ("192.0.2.5", 8_081, "192.0.2.5", false),
        ("127.8.8.8", 8_080, "127.0.0.1", true),
        ("::1", 8_080, "::1", true),
        ("192.0.2.5", 8_080, "192.0.2.5", true),
        ("192.0.2.6", 8_080, "192.0.2.5", false),
        ("::1", 9_000, "::1", true),
        ("127.0.0.1", 0, "127.0.0.1", false),
    ])
    func aConnectionToOneOfThemIsKnown(remote: String, port: Int, local: String, isOwn: Bool) throws {
        let remote = try SocketAddress(ipAddress: remote, port: port)
        let local = try SocketAddress(ipAddress: local, port: 40_000)

        #expect(own.contains(remote, from: local) == isOwn)
    }

    @Test func aSocketInTheFileSystemIsNone() throws {
        #expect(!own.contains(try SocketAddress(unixDomainSocketPath: "/tmp/x.sock"), from: nil))
    }
}
