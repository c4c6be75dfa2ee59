#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A folder of one test, for sockets: its path is short, and it goes with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/gatehouse-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw FixtureError() }
        path = String(cString: made)
    }

    deinit {
        for name in ["control.sock", "admin.sock"] {
            unlink(self / name)
        }
        rmdir(path)
    }

    static func / (folder: TemporaryFolder, name: String) -> String { "\(folder.path)/\(name)" }
}

/// Asks the system about a file.
enum FileFacts {
    /// The permission bits, nil if there is no such file.
    static func mode(_ path: String) -> UInt32? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & 0o777 : nil
    }
}
