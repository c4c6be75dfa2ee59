import Glibc

/// Reports a system call that failed, in the system's own words.
package struct SystemFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The call, such as `open`.
    package let call: String
    /// The path it was about, if any.
    package let path: String?
    /// The value of `errno`.
    package let code: Int32

    /// Creates a failure; `errno` is read at once unless it is given.
    package init(_ call: String, path: String? = nil, code: Int32 = errno) {
        self.call = call
        self.path = path
        self.code = code
    }

    /// What the system says about the failure, such as "Permission denied".
    package var reason: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The failure in one line.
    package var description: String {
        path.map { "\($0): \(reason)" } ?? "\(call): \(reason)"
    }
}
