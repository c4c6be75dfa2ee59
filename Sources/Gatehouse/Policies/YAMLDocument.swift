package import GatehousePolicy
import Yams

/// Reads YAML files into located nodes: one document of plain mappings, lists and values, nothing clever.
package enum YAMLDocument {
    /// Files are no larger.
    package static let maximumBytes = 1 << 20

    /// Nodes are nested no deeper.
    static let maximumDepth = 16

    /// Duplicate keys are reported together up to this many.
    private static let maximumDuplicates = 20

    /// The only node of a file's only document; an empty file is an empty text.
    package static func parse(_ bytes: [UInt8], file: String) throws(YAMLRefusal) -> LocatedNode {
        guard bytes.count <= maximumBytes else { throw refusal(file, "the file is larger than 1 MiB", "split it") }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            throw refusal(file, "the file is not UTF-8", "save it as UTF-8")
        }
        return try parse(text, file: file)
    }

    /// The parser stops at a mapping with equal keys, so each is marked and the text is parsed again.
    private static func parse(_ text: String, file: String) throws(YAMLRefusal) -> LocatedNode {
        var source = YAMLSource(text)
        for _ in 0..<maximumDuplicates {
            let failure: any Error
            do {
                return try convert(source, file)
            } catch let refusal as YAMLRefusal {
                throw refusal
            } catch {
                failure = error
            }
            guard case YamlError.duplicatedKeysInMapping(_, let context) = failure,
                source.markKey(at: YAMLPlace(context.mark))
            else { throw YAMLRefusal(diagnostics: [YAMLProblem.diagnostic(failure, source, file)]) }
        }
        throw refusal(file, "the file has too many duplicate keys", "each key may be there once")
    }

    private static func convert(_ source: YAMLSource, _ file: String) throws -> LocatedNode {
        let parser = try Parser(yaml: source.text, encoding: .utf8)
        let root = try parser.singleRoot()
        var converter = YAMLConverter(source: source, file: file)
        let node = root.map { converter.convert($0, depth: 1) }
        guard converter.diagnostics.isEmpty else { throw YAMLRefusal(diagnostics: converter.diagnostics) }
        return node ?? LocatedNode(.scalar("", isPlain: true), at: SourceLocation(file: file))
    }

    private static func refusal(_ file: String, _ message: String, _ suggestion: String) -> YAMLRefusal {
        let location = SourceLocation(file: file)
        return YAMLRefusal(diagnostics: [PolicyDiagnostic(.error, at: location, message, suggestion: suggestion)])
    }
}
