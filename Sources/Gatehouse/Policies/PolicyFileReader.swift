/// Reads files of YAML.
enum PolicyFileReader {
    /// Why a file was not read.
    struct Failure: Error {
        let message: String
        let suggestion: String?
    }

    /// A file's bytes, at most `limit` of them.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        do throws(RegularFile.Failure) {
            return try RegularFile.read(path, limit: limit).bytes
        } catch {
            throw failure(error)
        }
    }

    private static func failure(_ failure: RegularFile.Failure) -> Failure {
        switch failure {
        case .system(let failure):
            Failure(message: "the file cannot be read: \(failure.reason)", suggestion: nil)
        case .notRegular:
            Failure(message: "this is not a file", suggestion: "only files may end in '.yaml'")
        case .tooLarge:
            Failure(message: "the file is larger than 1 MiB", suggestion: "split it")
        }
    }
}
