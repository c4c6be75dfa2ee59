package import GatehouseJOSE

/// What an issuer says about a token that only it can read.
package enum IntrospectionAnswer: Sendable, Equatable {
    /// It answered with this object (RFC 7662 §2.2).
    case answered(JSONObject)
    /// Nobody answered in time, or not as the protocol says.
    case unavailable
}

/// What came of the wish to fetch an issuer's keys again.
package enum KeyRefetch: Sendable, Equatable {
    /// They are being fetched: wait for this flight.
    case flight(UInt64)
    /// They were fetched a moment ago, or there was no time to fetch them again yet.
    case refused
}

/// Asks other authorization servers what the event loops cannot know themselves.
///
/// The one way out of a loop: answers arrive later, on the same loop.
package protocol TokenIntrospecting: Sendable {
    /// Begins to fetch the issuer's keys again, for all loops together, unless it is too early; never waits.
    func refetchKeys(of issuer: String) -> KeyRefetch
    /// Returns when that flight is over and every loop decides by what came of it.
    func wait(for flight: UInt64, of issuer: String) async
    /// Asks the issuer about a token; bounded in time.
    func introspect(_ token: String, at issuer: String) async -> IntrospectionAnswer
}
