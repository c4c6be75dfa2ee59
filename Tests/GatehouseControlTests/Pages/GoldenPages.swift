import Foundation
import Testing

/// The pages as files beside the tests, written anew only if `GATEHOUSE_UPDATE_GOLDEN` is 1.
struct GoldenPages {
    /// Those of the authorization server.
    static let issuer = GoldenPages(part: "Pages")
    static let dashboard = GoldenPages(part: "Dashboard")

    private let folder: URL

    private init(part: String) {
        folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "\(part)/Golden")
    }

    func text(_ file: String) throws -> String {
        try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    }

    func expect(_ html: String, in name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: "\(name).html")
        if ProcessInfo.processInfo.environment["GATEHOUSE_UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(html.utf8).write(to: file)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(Self.lasting(html) == Self.lasting(golden), "\(file.lastPathComponent)", sourceLocation: sourceLocation)
    }

    /// The names of the files that there are.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".html") }
            .map { String($0.dropLast(5)) }
            .sorted()
    }

    /// Byte by byte, without the drafts, whose seal is of a key of this run.
    private static func lasting(_ html: String) -> [[UInt8]] {
        html.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("name=\"draft\"") }
            .map { Array($0.utf8) }
    }
}
