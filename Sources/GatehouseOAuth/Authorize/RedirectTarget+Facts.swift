extension RedirectTarget {
    /// Whether the answer stays on the person's machine: a loopback address or a private scheme.
    var isOnThisDevice: Bool {
        guard let uri = AbsoluteURI(uri) else { return true }
        return uri.isLoopback || !uri.isWebAddress
    }

    /// The host that gets the answer; nil on this machine or in a private scheme.
    var host: String? {
        isOnThisDevice ? nil : AbsoluteURI(uri)?.host
    }
}
