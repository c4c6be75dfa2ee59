import Testing

@testable import GatehouseControl

@Suite("QR codes")
struct QRCodeTests {
    /// A code that another encoder made: version, mask, modules in hexadecimal, text.
    struct Vector: CustomTestStringConvertible {
        let version: Int
        let mask: Int
        let modules: String
        let text: String

        var testDescription: String { "version \(version)" }

        static func all() throws -> [Vector] {
            try GoldenPages.issuer.text("qr.txt").split(separator: "\n")
                .map { line in
                    let parts = line.split(separator: " ", maxSplits: 3).map(String.init)
                    try #require(parts.count == 4)
                    return Vector(
                        version: try #require(Int(parts[0])),
                        mask: try #require(Int(parts[1])),
                        modules: parts[2],
                        text: parts[3]
                    )
                }
        }
    }

    @Test
    func codesAreThoseOfAnotherEncoder() throws {
        let vectors = try Vector.all()
        #expect(vectors.map(\.version) == Array(1...15))
        for vector in vectors {
            let code = try #require(QRCode(vector.text))

            #expect(code.version == vector.version)
            #expect(code.mask == vector.mask, "version \(vector.version)")
            #expect(Self.hexadecimal(code.matrix) == vector.modules, "version \(vector.version)")
        }
    }

    @Test
    func aTextThatIsTooLongHasNoCode() {
        #expect(QRCode(String(repeating: "a", count: 412))?.version == 15)
        #expect(QRCode(String(repeating: "a", count: 413)) == nil)
        #expect(QRCode("")?.version == 1)
    }

    @Test
    func thePictureHasEveryDarkModuleAndAQuietZone() throws {
        let code = try #require(QRCode("https://id.example.test"))
        let picture = QRPicture(code)
        var dark = 0
        for run in picture.path.split(separator: "M") {
            let width = try #require(run.split(separator: "h").last?.prefix { $0.isNumber })
            dark += try #require(Int(width))
        }

        #expect(picture.viewBox == "0 0 33 33")
        #expect(picture.path.hasPrefix("M4 4h7v1H4z"))
        #expect(dark == code.matrix.dark.count(where: \.self))
    }

    private static func hexadecimal(_ matrix: QRMatrix) -> String {
        stride(from: 0, to: matrix.dark.count, by: 4)
            .map { start in
                let nibble = (0..<4)
                    .reduce(0) { value, step in
                        let index = start + step
                        return value << 1 | (index < matrix.dark.count && matrix.dark[index] ? 1 : 0)
                    }
                return String(nibble, radix: 16)
            }
            .joined()
    }
}
