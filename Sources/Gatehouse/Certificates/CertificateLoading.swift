import GatehouseProxy
import Glibc

/// Makes what the public listener shows in handshakes out of files.
enum CertificateLoading {
    /// One thing that keeps certificates from being used.
    struct Problem: Equatable, Sendable {
        let message: String
        /// Whether the files are as they should be, and only their time or place is not.
        let isEnvironment: Bool
    }

    /// Why none of them is used.
    struct Failure: Error, Equatable {
        let problems: [Problem]
    }

    /// All certificates of the settings, or everything that is wrong with them.
    static func load(
        _ settings: TLSSettings,
        _ files: CertificateFiles,
        now: Int64
    ) throws(Failure) -> ServerCertificates {
        var problems = files.unreadable.map { Problem(message: $0, isEnvironment: true) }
        var options = TLSOptions()
        options.minimumVersion = settings.minimumVersion
        if let authority = settings.clientAuthority {
            do throws(CertificateProblem) {
                try options.askClients(settings.clientCertificates, bundle: files.bytes(authority))
            } catch {
                if problems.isEmpty { problems.append(Problem(authority, error)) }
            }
        }
        var certificates: [ServerCertificate] = []
        // What cannot be read has been named.
        for pair in problems.isEmpty ? settings.certificates : [] {
            do throws(CertificateProblem) {
                certificates.append(
                    try ServerCertificate(
                        name: pair.certificate,
                        chain: files.bytes(pair.certificate),
                        key: files.bytes(pair.key),
                        options: options,
                        now: now
                    )
                )
            } catch {
                problems.append(Problem("\(pair.certificate) with \(pair.key)", error))
            }
        }
        guard problems.isEmpty, let all = ServerCertificates(certificates) else { throw Failure(problems: problems) }
        return all
    }

    /// What an operator should know of certificates that are in use.
    static func warnings(_ settings: TLSSettings, _ certificates: ServerCertificates, now: Int64) -> [String] {
        var warnings = settings.certificates.map(\.key).filter(isReadableByOthers)
            .map { "\($0): others than its owner can read this private key; run chmod 600 on it" }
        for (index, certificate) in certificates.all.enumerated() {
            if index > 0, certificate.hostNames.isEmpty {
                warnings.append("\(certificate.name): the certificate names no host, so no client is shown it")
            }
            if certificate.startsAt > now {
                warnings.append("\(certificate.name): the certificate is not good yet; look at this machine's clock")
            }
        }
        return warnings + expiring(certificates, now: now)
    }

    /// How long before its end a certificate is warned of, in seconds.
    private static let notice: Int64 = 14 * 86_400

    /// Warnings of certificates that are soon good no more.
    static func expiring(_ certificates: ServerCertificates, now: Int64) -> [String] {
        certificates.all.filter { $0.expiresAt - now < notice }
            .map { certificate in
                let days = (certificate.expiresAt - now) / 86_400
                guard certificate.expiresAt > now else { return "\(certificate.name): the certificate has expired" }
                return "\(certificate.name): the certificate expires in \(days) \(days == 1 ? "day" : "days")"
            }
    }

    private static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & (S_IRGRP | S_IROTH) != 0
    }
}

extension CertificateLoading.Problem {
    init(_ place: String, _ problem: CertificateProblem) {
        self.init(
            message: "\(place): \(problem.message); \(problem.suggestion)",
            isEnvironment: problem.kind == .expired
        )
    }
}

extension CertificateLoading.Failure {
    /// How a command ends that cannot begin without them.
    var exit: ExitFailure {
        let isEnvironment = problems.allSatisfy(\.isEnvironment)
        let lines = problems.map { "tls: error: \($0.message)" }
        return ExitFailure(isEnvironment ? .environment : .wrongUse, lines.joined(separator: "\n"))
    }
}
