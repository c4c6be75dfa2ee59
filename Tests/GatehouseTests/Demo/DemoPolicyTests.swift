import GatehousePolicy
import Testing

@testable import Gatehouse

struct DemoPolicyTests {
    @Test func theEmbeddedPolicyIsThatOfTheRepository() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let folder = try FolderReader.text(at: "/\(root)/policies/tstapp.yaml")
        #expect(folder == DemoPolicy.text)
    }

    @Test func theUpstreamsPortIsFoundAndReplaced() throws {
        #expect(DemoPolicy.port(in: DemoPolicy.text) == 9_000)
        let moved = try #require(DemoPolicy.text(DemoPolicy.text, onPort: 41_000))
        #expect(DemoPolicy.port(in: moved) == 41_000)
        #expect(moved.contains("\nupstream: http://127.0.0.1:41000\n"))
        #expect(DemoPolicy.text("application: x", onPort: 1) == nil)
        #expect(DemoPolicy.port(in: "upstream: https://api.example.test") == nil)
    }

    @Test func anOwnPolicyIsServedAsItIs() throws {
        let folder = try TemporaryFolder()
        try folder.write("tstapp.yaml", DemoPolicy.text)
        let chosen = try DemoPolicies.choose(from: folder.path, data: DataDirectory(folder.path), port: 9_000)
        #expect(chosen.directory == folder.path)
        #expect(chosen.note == nil)
    }

    @Test func whereThePortIsTakenACopyIsServed() throws {
        let folder = try TemporaryFolder()
        try folder.write("tstapp.yaml", DemoPolicy.text + "# mine\n")
        let chosen = try DemoPolicies.choose(from: folder.path, data: DataDirectory(folder.path), port: 9_001)
        #expect(chosen.directory == folder.file("demo-policies"))
        #expect(chosen.note != nil)
        let copy = try folder.read("demo-policies/tstapp.yaml")
        #expect(copy.hasSuffix("# mine\n"))
        #expect(DemoPolicy.port(in: copy) == 9_001)
    }

    @Test func withoutAnOwnPolicyTheEmbeddedOneIsWrittenAndKept() throws {
        let folder = try TemporaryFolder()
        let data = DataDirectory(folder.path)
        let chosen = try DemoPolicies.choose(from: folder.file("none"), data: data, port: 9_000)
        #expect(try folder.read("demo-policies/tstapp.yaml") == DemoPolicy.text)
        #expect(chosen.note == nil)
        try folder.write("demo-policies/tstapp.yaml", DemoPolicy.text + "# changed by the user\n")
        _ = try DemoPolicies.choose(from: folder.file("none"), data: data, port: 9_002)
        #expect(try folder.read("demo-policies/tstapp.yaml").hasSuffix("# changed by the user\n"))
    }

    @Test func secretsAreKeptForThisUserAlone() throws {
        let folder = try TemporaryFolder()
        var secrets = DemoSecrets(in: DataDirectory(folder.path))
        #expect(secrets.secrets.isEmpty)
        secrets.secrets["tstapp-reader"] = "s"
        try secrets.save()
        #expect(DemoSecrets(in: DataDirectory(folder.path)).secrets == ["tstapp-reader": "s"])
        #expect(folder.mode("demo.json") == 0o600)
    }
}
