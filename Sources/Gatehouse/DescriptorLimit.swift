import Glibc

/// Raises the number of files and sockets that this process may have open.
enum DescriptorLimit {
    /// Takes all that the system allows without asking an administrator; what it does not allow stays as it is.
    static func raise() {
        guard var limit = limit() else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// How many clients may be connected so that enough is left for upstreams, the control plane and files.
    static func clientConnections(atMost wanted: Int) -> Int {
        guard let limit = limit() else { return wanted }
        let descriptors = Int(clamping: limit.rlim_cur)
        return min(wanted, descriptors - min(descriptors / 4, 4_096))
    }

    private static func limit() -> rlimit? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? limit : nil
    }
}
