import Glibc

/// Hands memory that is free but kept by the allocator back to the system.
enum HeapTrim {
    private typealias Function = @convention(c) (Int) -> CInt

    // glibc has it, other C libraries have no need of it.
    private static let function: Function? = dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: Function.self) }

    /// Takes milliseconds, and is worth it after thousands of connections were closed.
    static func run() {
        _ = function?(0)
    }
}
