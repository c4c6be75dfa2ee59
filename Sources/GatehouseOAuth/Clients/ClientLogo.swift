/// A client's logo, kept here so that no page loads anything from elsewhere.
package struct ClientLogo: Sendable, Equatable {
    /// The kinds of images that are taken.
    package enum MediaType: String, Sendable, CaseIterable {
        case png = "image/png"
        case jpeg = "image/jpeg"
        case webP = "image/webp"
    }

    /// The most bytes that a logo may have.
    package static let maximumBytes = 65_536

    /// What the first bytes say that it is.
    package let mediaType: MediaType
    /// The image as it was given.
    package let bytes: [UInt8]

    /// Answers nil for what is too large or begins as no image of these kinds does.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= ClientLogo.maximumBytes else { return nil }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            mediaType = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            mediaType = .jpeg
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            mediaType = .webP
        } else {
            return nil
        }
        self.bytes = bytes
    }
}
