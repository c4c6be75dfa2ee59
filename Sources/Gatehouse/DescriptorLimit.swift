import Glibc

/// Raises the number of files and sockets that this process may have open.
enum DescriptorLimit {
    /// Takes all that the system allows without asking an administrator; what it does not allow stays as it is.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
