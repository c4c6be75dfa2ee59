import Glibc

/// Sees to it that what was printed is out, also where standard output is a pipe.
enum CommandOutput {
    static func flush() {
        fflush(nil)
    }
}
