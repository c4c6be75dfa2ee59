/// Describes a response head that passed the strict parser: offsets and facts, no copies.
struct ResponseHead {
    var status = 0
    var version = HTTPVersion.http11
    /// How the end of the body is found, given the request's method (RFC 9112 §6.3).
    var framing = BodyFraming.none
    /// Whether the upstream keeps the connection open after this response.
    var isKeepAlive = true
    /// The reason phrase, possibly empty.
    var reason = ByteRange.empty
    /// The kinds of all field lines.
    var kinds = FieldKindSet()
    /// Whether `Connection` names fields beyond those that are removed anyway.
    var hasNominations = false
    var fieldsStart = 0
    var fieldsEnd = 0
    /// All bytes of the head with its empty line.
    var headLength = 0

    /// A 1xx response: the final one is still to come (RFC 9110 §15.2).
    var isInterim: Bool { status < 200 && status != 101 }
    /// 101: the connection is no longer HTTP.
    var isSwitchingProtocols: Bool { status == 101 }
}
