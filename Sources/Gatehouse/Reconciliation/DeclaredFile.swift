/// Reads the files that declarations of clients name; nothing that is read here is ever printed.
enum DeclaredFile {
    /// Why a file cannot be taken, and what to do about it.
    struct Refusal: Error, Equatable {
        let message: String
        let suggestion: String?

        init(_ message: String, _ suggestion: String? = nil) {
            self.message = message
            self.suggestion = suggestion
        }
    }

    /// A file's contents, at most `limit` bytes of them.
    static func read(_ path: String, limit: Int) throws(Refusal) -> RegularFile.Contents {
        do throws(RegularFile.Failure) {
            return try RegularFile.read(path, limit: limit)
        } catch {
            switch error {
            case .system(let failure): throw Refusal("'\(path)' cannot be read: \(failure.reason)")
            case .notRegular: throw Refusal("'\(path)' is not a regular file")
            case .tooLarge: throw Refusal("'\(path)' is larger than \(limit) bytes")
            }
        }
    }

    /// The path as the server opens it: one that is not absolute is beside the policy that names it.
    static func path(_ written: String, besides policy: String) -> String {
        guard !written.hasPrefix("/"), let slash = policy.lastIndex(of: "/") else { return written }
        return policy[...slash] + written
    }
}
