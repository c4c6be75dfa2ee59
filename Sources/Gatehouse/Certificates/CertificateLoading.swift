import GatehouseProxy

/// Makes what TLS is spoken with out of files.
enum CertificateLoading {
    /// One thing that keeps certificates from being used.
    struct Problem: Equatable, Sendable {
        /// The setting that names the file.
        let option: String
        let message: String
        /// Whether the files are as they should be, and only their time or place is not.
        let isEnvironment: Bool
    }

    /// Why none of them is used.
    struct Failure: Error, Equatable {
        let problems: [Problem]
    }

    /// What the public listener shows, or everything that is wrong with it.
    static func load(
        _ settings: TLSSettings,
        _ files: CertificateFiles,
        now: Int64
    ) throws(Failure) -> ServerCertificates {
        var problems = unreadable(files, of: settings)
        var options = TLSOptions()
        options.minimumVersion = settings.minimumVersion
        if let authority = settings.clientAuthority {
            do throws(CertificateProblem) {
                try options.askClients(settings.clientCertificates, bundle: files.bytes(authority))
            } catch {
                if problems.isEmpty { problems.append(Problem(settings.option(of: authority), authority, error)) }
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
                problems.append(Problem(settings.option(of: pair.certificate), pair.description, error))
            }
        }
        guard problems.isEmpty, let all = ServerCertificates(certificates) else { throw Failure(problems: problems) }
        return all
    }

    /// What upstreams are trusted by and shown, or everything that is wrong with it.
    static func load(
        _ settings: UpstreamTLSSettings,
        _ files: CertificateFiles,
        now: Int64
    ) throws(Failure) -> UpstreamTrust {
        var problems = unreadable(files, of: settings)
        guard problems.isEmpty else { throw Failure(problems: problems) }
        var certificate: UpstreamCertificate?
        if let pair = settings.certificate {
            do throws(CertificateProblem) {
                certificate = try UpstreamCertificate(
                    name: pair.certificate,
                    chain: files.bytes(pair.certificate),
                    key: files.bytes(pair.key),
                    now: now
                )
            } catch {
                problems.append(Problem(settings.option(of: pair.certificate), pair.description, error))
            }
        }
        do throws(CertificateProblem) {
            let trust = try UpstreamTrust(
                bundle: settings.authorities.map { files.bytes($0) },
                showing: certificate
            )
            if problems.isEmpty { return trust }
        } catch {
            problems.append(Problem(SettingKey.upstreamCA.rawValue, settings.authorities ?? "none is set", error))
        }
        throw Failure(problems: problems)
    }

    private static func unreadable(_ files: CertificateFiles, of settings: some CertificateSettings) -> [Problem] {
        files.unreadable.map { file in
            Problem(
                option: settings.option(of: file.path),
                message: "\(file.path): \(file.reason)",
                isEnvironment: true
            )
        }
    }
}

extension CertificateLoading.Problem {
    init(_ option: String, _ place: String, _ problem: CertificateProblem) {
        self.init(
            option: option,
            message: "\(place): \(problem.message); \(problem.suggestion)",
            isEnvironment: problem.kind == .expired
        )
    }
}

extension TLSSettings.Files: CustomStringConvertible {
    /// Both paths.
    package var description: String { "\(certificate) with \(key)" }
}

extension CertificateLoading.Failure {
    /// How a command ends that cannot begin without them.
    var exit: ExitFailure {
        let isEnvironment = problems.allSatisfy(\.isEnvironment)
        let lines = problems.map { "\($0.option): error: \($0.message)" }
        return ExitFailure(isEnvironment ? .environment : .wrongUse, lines.joined(separator: "\n"))
    }
}
