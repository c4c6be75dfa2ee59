import Foundation
import Testing

/// The pages as files beside the tests, written anew only if `GATEHOUSE_UPDATE_GOLDEN` is 1.
enum GoldenPages {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static func text(_ file: String) throws -> String {
        try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    }

    static func expect(_ html: String, in name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: "\(name).html")
        if ProcessInfo.processInfo.environment["GATEHOUSE_UPDATE_GOLDEN"] == "1" {
            try Data(html.utf8).write(to: file)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(Array(html.utf8) == Array(golden.utf8), "\(file.lastPathComponent)", sourceLocation: sourceLocation)
    }

    /// The names of the files that there are.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".html") }
            .map { String($0.dropLast(5)) }
            .sorted()
    }
}
