import Glibc

/// Lists a directory, or says in the system's words why it cannot.
enum DirectoryNames {
    /// The names of what is in it, ascending; never those of the directory itself and its parent.
    static func read(_ path: String) throws(SystemFailure) -> [String] {
        guard let directory = opendir(path) else { throw SystemFailure("opendir", path: path) }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            // readdir(3): only so can an error be told from the end.
            errno = 0
            guard let entry = readdir(directory) else {
                guard errno == 0 else { throw SystemFailure("readdir", path: path) }
                return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
            let name = name(of: entry)
            if name != "." && name != ".." { names.append(name) }
        }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
