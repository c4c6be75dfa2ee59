import Glibc

/// A port of 127.0.0.1 where nothing listens.
///
/// It is below the range from which the system gives ports to whoever asks for any (from 32,768 on), so that no other
/// test of the same run gets it in between.
package enum UnusedPort {
    package struct NoneFound: Error {}

    package static func any() throws -> Int {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: 10_000..<32_000)
            if isUnused(port) { return Int(port) }
        }
        throw NoneFound()
    }

    private static func isUnused(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
        }
    }
}
