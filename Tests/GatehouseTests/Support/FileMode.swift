import Foundation

/// Reads what a file's owner, group and others may do with it.
enum FileMode {
    static func of(_ path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? NSNumber)?.intValue
    }
}
