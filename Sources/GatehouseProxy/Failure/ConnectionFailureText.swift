import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Says for people why a connection to another server failed, and not in the words of a library.
package enum ConnectionFailureText {
    /// The cause as part of a sentence; nil for an error that is not one of connections.
    package static func cause(_ error: any Error) -> String? {
        switch error {
        case let error as NIOConnectionError: connection(error)
        case let error as SocketAddressError.UnknownHost: "there is no address for \(error.host)"
        case let error as IOError: system(error.errnoCode)
        case let error as ChannelError: channel(error)
        case let error as NIOSSLError: security(error)
        case let error as BoringSSLError: handshake(error)
        case let error as NIOSSLExtraError:
            error == .failedToValidateHostname
                ? "its certificate is for another name" : "its certificate cannot be checked against its name"
        default: nil
        }
    }

    private static func connection(_ error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first?.error { return cause(first) ?? "there was no connection" }
        return "there is no address for \(error.host)"
    }

    private static func channel(_ error: ChannelError) -> String {
        switch error {
        case .connectTimeout: "nobody took the connection in time"
        case .eof, .inputClosed, .outputClosed, .ioOnClosedChannel, .alreadyClosed: "the connection was closed"
        default: "there was no connection"
        }
    }

    private static func system(_ code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "the connection was refused"
        case ECONNRESET, EPIPE: "the connection was reset"
        case ETIMEDOUT: "nobody took the connection in time"
        case EHOSTUNREACH, ENETUNREACH: "there is no way to its address"
        case EMFILE, ENFILE: "too many files are open on this machine"
        default: "the connection failed (\(words(of: code)))"
        }
    }

    private static func words(of code: CInt) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func security(_ error: NIOSSLError) -> String {
        switch error {
        case .handshakeFailed(let cause): handshake(cause)
        case .uncleanShutdown: "the connection was closed"
        case .unableToValidateCertificate, .noCertificateToValidate: "its certificate is not believed"
        default: "TLS failed"
        }
    }

    private static func handshake(_ error: BoringSSLError) -> String {
        let errors: NIOBoringSSLErrorStack
        switch error {
        case .sslError(let stack), .unknownError(let stack): errors = stack
        default: return "the TLS handshake failed"
        }
        if errors == [.eofDuringHandshake] { return "the connection was closed during the TLS handshake" }
        guard let reason = errors.first.flatMap(words(of:)) else { return "the TLS handshake failed" }
        switch reason {
        case "certificate verify failed":
            return "its certificate is not believed: nobody who counts here vouches for it, or it has expired"
        case "wrong version number", "http request": return "it does not speak TLS"
        default: return "the TLS handshake failed (\(reason))"
        }
    }

    /// The library writes `error:CODE:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED at FILE:LINE`.
    private static func words(of error: BoringSSLInternalError) -> String? {
        let parts = error.description.split(separator: ":", omittingEmptySubsequences: false)
        guard let place = parts.firstIndex(of: "OPENSSL_internal"), place + 1 < parts.endIndex else { return nil }
        let name = parts[place + 1].prefix { $0 != " " }
        return name.isEmpty ? nil : name.lowercased().replacing("_", with: " ")
    }
}
