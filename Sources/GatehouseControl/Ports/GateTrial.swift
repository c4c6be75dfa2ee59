/// A request that an administrator sends through the gate to see what it decides.
package struct TrialRequest: Sendable, Equatable {
    /// As it is sent, in capitals.
    package var method: String
    /// The authority that the application answers under.
    package var authority: String
    /// The path with the query, as it is sent.
    package var target: String
    /// The access token; nil for none.
    package var token: String?

    package init(method: String, authority: String, target: String, token: String?) {
        self.method = method
        self.authority = authority
        self.target = target
        self.token = token
    }
}

/// What the gate answered.
package struct TrialAnswer: Sendable, Equatable {
    /// The status that was sent.
    package var status: Int
    /// As they came, names in the case that was sent.
    package var headers: [(name: String, value: String)] { zip(names, values).map { ($0, $1) } }
    /// The beginning of the body, at most 4 KiB, as text.
    package var body: String
    /// Whether the body went on.
    package var isBodyCut: Bool
    /// `X-Request-Id`, under which the decision is found.
    package var requestID: String?
    private let names: [String]
    private let values: [String]

    package init(
        status: Int,
        headers: [(name: String, value: String)],
        body: String,
        isBodyCut: Bool = false,
        requestID: String?
    ) {
        self.status = status
        self.names = headers.map(\.name)
        self.values = headers.map(\.value)
        self.body = body
        self.isBodyCut = isBodyCut
        self.requestID = requestID
    }
}

/// Why a trial got no answer, for people.
package struct TrialFailure: Error, Sendable, Equatable {
    /// A sentence.
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}

/// Sends requests to our own public listener and nowhere else.
package protocol GateTrial: Sendable {
    /// Waits at most 10 seconds.
    func send(_ request: TrialRequest) async throws(TrialFailure) -> TrialAnswer
}
