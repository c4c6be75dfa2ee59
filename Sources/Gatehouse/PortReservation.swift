import GatehouseProxy
import Glibc
import Synchronization

/// Keeps free ports for listeners that asked for any, because the default issuer names the port before it is bound.
///
/// Each port is held by a socket that does not listen: nobody else is given it, and who binds it with `SO_REUSEADDR`,
/// as our listeners do, gets it.
final class PortReservation: Sendable {
    private let descriptors = Mutex<[Int32]>([])

    deinit {
        release()
    }

    /// The same listener with a free port, if it asked for any.
    func resolve(_ setting: ListenSetting) throws(ExitFailure) -> ListenSetting {
        guard setting.all.contains(where: { $0.port == 0 }) else { return setting }
        let port = try freePort()
        let fill: (ListenAddress) -> ListenAddress = { $0.port == 0 ? ListenAddress(host: $0.host, port: port) : $0 }
        return ListenSetting(required: setting.required.map(fill), optional: setting.optional.map(fill))
    }

    /// The same address with a free port, if it asked for any.
    func resolve(_ address: ListenAddress) throws(ExitFailure) -> ListenAddress {
        address.port == 0 ? ListenAddress(host: address.host, port: try freePort()) : address
    }

    /// Lets go of the ports: the listeners have them now.
    func release() {
        let held = descriptors.withLock { descriptors in
            defer { descriptors = [] }
            return descriptors
        }
        for descriptor in held { close(descriptor) }
    }

    private func freePort() throws(ExitFailure) -> Int {
        do throws(SystemFailure) {
            let (descriptor, port) = try Self.bindAnyPort()
            descriptors.withLock { $0.append(descriptor) }
            return port
        } catch {
            throw ExitFailure(.environment, "There is no free port: \(error.reason).")
        }
    }

    /// Binds any port of IPv4's loopback; only afterwards the socket agrees to share it.
    private static func bindAnyPort() throws(SystemFailure) -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemFailure("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
            }
        }
        var enabled: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard status == 0, setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &enabled, size) == 0 else {
            let failure = SystemFailure("bind")
            close(descriptor)
            throw failure
        }
        return (descriptor, Int(in_port_t(bigEndian: address.sin_port)))
    }
}
