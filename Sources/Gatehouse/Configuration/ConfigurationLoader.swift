import GatehousePolicy
import Glibc
import NIOCore

/// Finds the settings of a command: flags, environment, and the `gateway.yaml` beside the policies.
package enum ConfigurationLoader {
    /// The checked configuration; every problem ends the command with status 2.
    package static func load(
        _ flags: SettingFlags,
        environment: [String: String]
    ) throws(ExitFailure) -> GatehouseConfiguration {
        // The directory is needed before the file in it can be read, so it is never a setting of that file.
        let policies = SettingReader(flags: flags, environment: environment, file: nil).text(.policies)
        let file = try gatewayFile(in: policies ?? GatehouseConfiguration().policies)
        do throws(ConfigurationError) {
            return try GatehouseConfiguration(flags: flags, environment: environment, file: file, cores: cores)
        } catch {
            throw error.failure
        }
    }

    /// Variables that look like misspelt settings; other programs may use the prefix too, so they are not refused.
    package static func suspects(in environment: [String: String]) -> [String] {
        let known = SettingKey.allCases.map(\.variable)
        return environment.keys.sorted()
            .compactMap { name in
                guard name.hasPrefix("GATEHOUSE_"), !known.contains(name) else { return nil }
                guard let meant = Suggestion.best(for: name, among: known), name.utf8.count > 12 else { return nil }
                return "\(name) is not a setting and was ignored; did you mean \(meant)?"
            }
    }

    private static func gatewayFile(in directory: String) throws(ExitFailure) -> GatewayFile? {
        let path = "\(directory)/gateway.yaml"
        guard access(path, F_OK) == 0 else { return nil }
        return try GatewayFile(path: path)
    }

    /// The cores that this process may use, by affinity and control group.
    private static var cores: Int { max(1, min(System.coreCount, allowedCores ?? .max)) }

    /// The cores of the affinity mask, as `taskset` and container runtimes set it (proc(5), `Cpus_allowed`).
    private static var allowedCores: Int? {
        guard let file = fopen("/proc/self/status", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let text = String(decoding: buffer.prefix(fread(&buffer, 1, buffer.count, file)), as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix("Cpus_allowed:") {
            let count = line.dropFirst("Cpus_allowed:".count)
                .reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
            return count > 0 ? count : nil
        }
        return nil
    }
}
