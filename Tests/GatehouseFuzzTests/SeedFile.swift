import Foundation

/// The inputs of a target that are kept: one a line, with `\r`, `\n`, `\t`, `\\` and `\xNN` for what cannot be shown.
enum SeedFile {
    static func read(_ target: FuzzTarget) throws -> [[UInt8]] {
        guard let folder = Bundle.module.url(forResource: "Seeds", withExtension: nil) else { return [] }
        let text = try Data(contentsOf: folder.appendingPathComponent("\(target.rawValue).txt"))
        return text.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") }.map(decode)
    }

    private static func decode(_ line: Data) -> [UInt8] {
        var bytes: [UInt8] = []
        var iterator = line.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "\\"), let letter = iterator.next() else {
                bytes.append(byte)
                continue
            }
            switch letter {
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "x"):
                let digits = [iterator.next(), iterator.next()].compactMap(\.self)
                bytes.append(UInt8(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0)
            default: bytes.append(letter)
            }
        }
        return bytes
    }
}
