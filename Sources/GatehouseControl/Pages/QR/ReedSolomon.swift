/// Error correction over the field of 256 elements with the polynomial 0x11D (ISO/IEC 18004 §7.5).
enum ReedSolomon {
    /// The product of (x − 2^i) for i below the degree, without its leading 1.
    static func divisor(degree: Int) -> [UInt8] {
        var coefficients = [UInt8](repeating: 0, count: degree - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in coefficients.indices {
                coefficients[index] = product(coefficients[index], root)
                if index + 1 < degree {
                    coefficients[index] ^= coefficients[index + 1]
                }
            }
            root = product(root, 2)
        }
        return coefficients
    }

    /// What is left of the data, as a polynomial, after division: the correction codewords.
    static func remainder(of data: [UInt8], by divisor: [UInt8]) -> [UInt8] {
        var rest = [UInt8](repeating: 0, count: divisor.count)
        for byte in data {
            let factor = byte ^ rest[0]
            rest.removeFirst()
            rest.append(0)
            for index in rest.indices {
                rest[index] ^= product(divisor[index], factor)
            }
        }
        return rest
    }

    private static func product(_ first: UInt8, _ second: UInt8) -> UInt8 {
        var result: UInt8 = 0
        for shift in (0..<8).reversed() {
            let carries = result & 0x80 != 0
            result <<= 1
            if carries { result ^= 0x1D }
            if second >> shift & 1 == 1 { result ^= first }
        }
        return result
    }
}
