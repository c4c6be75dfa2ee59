import GatehouseTestSupport
import Testing

@testable import GatehousePolicy

@Suite("Canonical paths of any input")
struct CanonicalPathPropertyTests {
    private static let pieces = [
        "/", "/", "/", "a", "B", ".", "..", "%2e", "%2E%2e", "%2f", "%5c", ";", ";x=y", "%25", "%2525", "41", "%41",
        "%c3%a9",
        "\u{E9}", " ", "\"", "%3B", "~", "%", "//", "\\", "%00", "#", "?", "*", ":", "%E2%82%AC",
    ]

    private static func path(using generator: inout SeededGenerator) -> [UInt8] {
        var path = Array("/".utf8)
        for _ in 0..<Int.random(in: 0..<10, using: &generator) {
            if Int.random(in: 0..<40, using: &generator) == 0 {
                path.append(UInt8.random(in: 0...255, using: &generator))
            } else {
                path += Array((pieces.randomElement(using: &generator) ?? "").utf8)
            }
        }
        return path
    }

    @Test(arguments: UInt64(1)...100)
    func normalizingTwiceIsNormalizingOnce(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<100 {
            let path = Self.path(using: &generator)
            for options in CanonicalForm.allOptions {
                guard let once = try? CanonicalForm.bytes(path, options: options) else { continue }
                accepted += 1
                var output: [UInt8] = []
                let isWritten = try CanonicalPath.canonicalize(once.span, options: options, into: &output)
                #expect(!isWritten, "\(String(decoding: path, as: UTF8.self)) with \(options)")
            }
        }
        #expect(accepted > 50)
    }

    /// What passes strictly is the same with every option: the proxy chooses the application by that.
    @Test(arguments: UInt64(1)...100)
    func optionsChangeNothingThatIsNotAmbiguous(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let path = Self.path(using: &generator)
            guard let strict = try? CanonicalForm.bytes(path) else { continue }
            for options in CanonicalForm.allOptions {
                #expect(try CanonicalForm.bytes(path, options: options) == strict)
            }
        }
    }

    @Test(arguments: UInt64(1)...100)
    func aCanonicalPathHidesNothing(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let path = Self.path(using: &generator)
            for options in CanonicalForm.allOptions {
                guard let canonical = try? CanonicalForm.bytes(path, options: options) else { continue }
                let problems = Self.problems(canonical, options)
                #expect(problems == [], "\(String(decoding: path, as: UTF8.self)) with \(options)")
            }
        }
    }

    /// Written without looking at the code under test: what a reader of the result must never see.
    private static func problems(_ path: [UInt8], _ options: PathOptions) -> [String] {
        var problems: [String] = []
        let text = String(decoding: path, as: UTF8.self)
        let upper = text.uppercased()
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@%/".utf8)
        if !path.allSatisfy(allowed.contains) { problems.append("a character") }
        let segments = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if segments.contains(".") || segments.contains("..") { problems.append("a dot segment") }
        if !options.emptySegments, segments.dropLast().contains("") { problems.append("an empty segment") }
        if !options.parameters, text.contains(";") { problems.append("a parameter") }
        if !options.encodedSlash, upper.contains("%2F"), !options.doubleEncoding { problems.append("a slash") }
        if upper.contains("%5C") && !options.doubleEncoding { problems.append("a backslash") }
        if upper.contains("%2E") && !options.doubleEncoding { problems.append("a dot") }
        return problems
    }
}
