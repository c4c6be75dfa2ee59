import Glibc

/// Reads files of the repository.
enum FolderReader {
    static func text(at path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw POSIXFailure(code: errno) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
