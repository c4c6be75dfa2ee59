import GatehousePolicy

extension GatewayFile {
    /// Reads `gateway.yaml`; what cannot be read or is no plain YAML ends the command.
    init(path: String, name: String? = nil) throws(ExitFailure) {
        let bytes: [UInt8]
        do throws(PolicyFileReader.Failure) {
            bytes = try PolicyFileReader.read(path, limit: YAMLDocument.maximumBytes)
        } catch {
            throw ExitFailure(.environment, "\(path): error: \(error.message)", hint: error.suggestion)
        }
        do throws(YAMLRefusal) {
            self.init(try YAMLDocument.parse(bytes, file: name ?? path))
        } catch {
            throw ExitFailure(.wrongUse, error.diagnostics.map(\.description).joined(separator: "\n"))
        }
    }
}
