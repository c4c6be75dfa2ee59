import GatehouseProxy

extension GatehouseConfiguration {
    /// The bytes of `upstream_ca`, which were found to be certificates; nil if none was configured.
    var upstreamAuthorityBytes: [UInt8]? {
        get throws(ExitFailure) {
            guard let path = upstreamAuthorities else { return nil }
            let bytes: [UInt8]
            do throws(PolicyFileReader.Failure) {
                bytes = try PolicyFileReader.read(path, limit: 1_048_576)
            } catch {
                throw ExitFailure(.environment, "upstream_ca: error: \(path): \(error.message)")
            }
            do throws(CertificateProblem) {
                _ = try UpstreamTrust(bundle: bytes)
            } catch {
                throw ExitFailure(.wrongUse, "upstream_ca: error: \(path): \(error.message); \(error.suggestion)")
            }
            return bytes
        }
    }
}
