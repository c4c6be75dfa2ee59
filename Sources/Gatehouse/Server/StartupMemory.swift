import Glibc

/// Hands back the pages of the program that only starting it has touched.
///
/// They are clean pages of the executable's file: whichever is needed again is found in the page cache. Starting runs
/// through most of the code once, serving needs a small part of it.
enum StartupMemory {
    static func release() {
        for range in releasable(maps: memoryMap()) {
            guard let start = UnsafeMutableRawPointer(bitPattern: range.lowerBound) else { continue }
            _ = madvise(start, range.count, MADV_DONTNEED)
        }
    }

    /// The address ranges of the program's own code, and of the constants that stand before it.
    ///
    /// What stands behind the code may hold pages that were written to while the program was linked at its start, also
    /// where they can only be read by now; they would be lost.
    static func releasable(maps text: String) -> [Range<UInt>] {
        var ranges: [Range<UInt>] = []
        var program: Substring?
        for line in text.split(separator: "\n") {
            // address, permissions, offset, device, inode, path
            let parts = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard parts.count == 6, let range = addresses(parts[0]) else { return ranges }
            // The program's own mappings come first.
            if program == nil { program = parts[5] }
            guard parts[5] == program, parts[1] == "r--p" || parts[1] == "r-xp" else { return ranges }
            ranges.append(range)
            if parts[1] == "r-xp" { return ranges }
        }
        return ranges
    }

    /// The lines of proc_pid_maps(5) as far as the program itself can stand in them.
    private static func memoryMap() -> String {
        guard let file = fopen("/proc/self/maps", "r") else { return "" }
        defer { fclose(file) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4_096) { buffer in
            let count = fread(buffer.baseAddress, 1, buffer.count, file)
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    private static func addresses(_ text: Substring) -> Range<UInt>? {
        let bounds = text.split(separator: "-").map { UInt($0, radix: 16) }
        guard bounds.count == 2, let lower = bounds[0], let upper = bounds[1], lower < upper else { return nil }
        return lower..<upper
    }
}
