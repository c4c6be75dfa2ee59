import Glibc

/// Finds the addresses of a host, with the resolver of the system.
enum HostResolution {
    /// An address in both forms.
    struct Address: Sendable, Equatable {
        /// 4 or 16 bytes.
        let bytes: [UInt8]
        /// As it is written.
        let text: String
    }

    /// All addresses of the host; blocks the thread for as long as the resolver takes.
    static func addresses(of host: String) -> [Address] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [Address] = []
        var next = list
        while let entry = next {
            if let address = address(of: entry.pointee) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    private static func address(of entry: addrinfo) -> Address? {
        guard let pointer = entry.ai_addr else { return nil }
        switch entry.ai_family {
        case AF_INET:
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                address(AF_INET, $0.pointee.sin_addr)
            }
        case AF_INET6:
            return pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                address(AF_INET6, $0.pointee.sin6_addr)
            }
        default: return nil
        }
    }

    private static func address<Value>(_ family: Int32, _ value: Value) -> Address? {
        withUnsafeBytes(of: value) { bytes in
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard inet_ntop(family, bytes.baseAddress, &text, socklen_t(text.count)) != nil else { return nil }
            let characters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            return Address(bytes: Array(bytes), text: String(decoding: characters, as: UTF8.self))
        }
    }
}
