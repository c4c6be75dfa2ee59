/// What came of copying a logo from where its client keeps it.
package enum LogoCopy: Sendable, Equatable {
    case copied([UInt8])
    /// One sentence for people; it repeats nothing that another server said.
    case failed(String)
}

extension AuthorizationServer {
    /// Fetches an image once; follows no redirects, and asks no address that only this network can reach.
    package func copyLogo(from url: String) async -> LogoCopy {
        do throws(OutboundFailure) {
            let answer = try await people.outbound.get(
                url,
                accepting: "image/png, image/jpeg, image/webp",
                limit: ClientLogo.maximumBytes
            )
            guard answer.status == 200 else { return .failed("That address answered with status \(answer.status).") }
            guard let logo = ClientLogo(answer.body) else {
                return .failed("What is at that address is no PNG, JPEG or WebP image.")
            }
            return .copied(logo.bytes)
        } catch {
            return .failed(Self.words(error))
        }
    }

    private static func words(_ failure: OutboundFailure) -> String {
        switch failure {
        case .forbidden: "We fetch logos only with https and from public addresses."
        case .tooLarge: "The image is larger than 64 KiB. A square of 128 pixels is enough."
        case .unreachable: "Nobody answered at that address. Check it, or leave the field empty."
        }
    }
}
