/// The origin of a web page as browsers write it in `Origin` (RFC 6454 §6.2).
struct WebOrigin: Sendable, Equatable {
    /// Scheme, host and port, the port only where it is not the scheme's own.
    let text: String

    /// The origin of a page at that address; nil for what is no web address.
    init?(of address: String) {
        guard let uri = AbsoluteURI(address), uri.isWebAddress else { return nil }
        let authority = address.utf8.dropFirst(uri.scheme.utf8.count + 3).prefix { !"/?#".utf8.contains($0) }
        let written = String(decoding: authority, as: UTF8.self).lowercased()
        let ownPort = uri.scheme == "https" ? ":443" : ":80"
        let hasOwnPort = written.utf8.suffix(ownPort.utf8.count).elementsEqual(ownPort.utf8)
        text = uri.scheme + "://" + (hasOwnPort ? String(written.dropLast(ownPort.utf8.count)) : written)
    }
}
