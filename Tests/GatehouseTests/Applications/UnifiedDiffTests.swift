import Testing

@testable import Gatehouse

@Suite("Unified diffs")
struct UnifiedDiffTests {
    @Test func nothingChangedIsNothing() {
        #expect(UnifiedDiff.text(path: "policies/a.yaml", from: "a\n", to: "a\n").isEmpty)
    }

    @Test func changesThatAreNearAreOneHunk() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("\n5\n", with: "\nfive\n").replacing("\n9\n", with: "\n")
            .replacing("\n18\n", with: "\n18\n18a\n")
        #expect(
            UnifiedDiff.text(path: "policies/a.yaml", from: old, to: new) == """
                --- policies/a.yaml
                +++ policies/a.yaml
                @@ -2,11 +2,10 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                -9
                 10
                 11
                 12
                @@ -16,5 +15,6 @@
                 16
                 17
                 18
                +18a
                 19
                 20

                """
        )
    }

    @Test func aMissingLastLineFeedIsTold() {
        #expect(
            UnifiedDiff.text(path: "a.yaml", from: "a\nb", to: "a\nb\n") == """
                --- a.yaml
                +++ a.yaml
                @@ -1,2 +1,2 @@
                 a
                -b
                \\ No newline at end of file
                +b

                """
        )
    }

    @Test(arguments: [
        ("policies/a.yaml", "policies/a.yaml"), ("/etc/gatehouse/policies/a.yaml", "policies/a.yaml"),
        ("../policies/a.yaml", "policies/a.yaml"), ("./policies/a.yaml", "policies/a.yaml"),
        ("my policies/a.yaml", "my policies/a.yaml\t"),
    ])
    func theFileIsNamedAsPatchTakesIt(path: String, name: String) {
        let diff = UnifiedDiff.text(path: path, from: "a\n", to: "b\n")
        #expect(diff == "--- \(name)\n+++ \(name)\n@@ -1 +1 @@\n-a\n+b\n")
    }

    @Test(arguments: 0..<60)
    func patchMakesTheNewFileOfTheOldOne(seed: Int) throws {
        let folder = try TemporaryFolder()
        let words = (0..<40).map { "line \(($0 * (seed + 3)) % 11)" }
        let changed = words.enumerated()
            .compactMap { index, word -> String? in
                switch (index * 7 + seed * 13) % 17 {
                case 0: nil
                case 1: "\(word)\nadded \(index)"
                case 2: "changed \(index)"
                default: word
                }
            }
        let old = words.joined(separator: "\n") + (seed % 2 == 0 ? "\n" : "")
        let new = changed.joined(separator: "\n") + (seed % 3 == 0 ? "\n" : "")
        try folder.write("a.yaml", old)
        try folder.write("a.diff", UnifiedDiff.text(path: "a.yaml", from: old, to: new))
        try #require(try Patch.apply("a.diff", in: folder.path) == 0)
        #expect(try folder.read("a.yaml") == new)
    }
}
