import Glibc

@testable import Gatehouse

/// Runs `patch` as an operator would.
enum Patch {
    /// The exit status of `patch -p0` with a diff, in a folder.
    static func apply(_ diff: String, in folder: String) throws -> Int32 {
        let arguments = ["patch", "-p0", "--batch", "--fuzz=0", "--directory=\(folder)", "--input=\(folder)/\(diff)"]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        let code = posix_spawnp(&process, "patch", &actions, nil, words, &environment)
        guard code == 0 else { throw POSIXFailure(code: code) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw POSIXFailure(code: errno) }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}
