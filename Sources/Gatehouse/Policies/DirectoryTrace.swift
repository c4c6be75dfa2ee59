import FoundationEssentials
import Glibc

/// What shows cheaply that a directory's files have changed: names, sizes, times and numbers, not contents.
struct DirectoryTrace: Equatable, Sendable {
    private struct Entry: Equatable, Sendable {
        let name: String
        let size: Int64
        let inode: UInt64
        let seconds: Int64
        let nanoseconds: Int64
    }

    private let entries: [Entry]

    init(of directory: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        // A mounted config map changes a link whose name begins with a dot, and with it what the files are.
        self.entries = names.sorted().filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            .map { name in
                var status = stat()
                guard stat("\(directory)/\(name)", &status) == 0 else {
                    return Entry(name: name, size: -1, inode: 0, seconds: 0, nanoseconds: 0)
                }
                return Entry(
                    name: name,
                    size: Int64(status.st_size),
                    inode: UInt64(status.st_ino),
                    seconds: Int64(status.st_mtim.tv_sec),
                    nanoseconds: Int64(status.st_mtim.tv_nsec)
                )
            }
    }
}
