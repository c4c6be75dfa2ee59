package import GatehouseJOSE

/// What an access token says about the person for whom its client acts.
package struct PersonFacts: Sendable, Equatable {
    /// `sub`: the person as the client knows them.
    package var subject: String
    /// `auth_time`, in Unix seconds.
    package var authenticatedAt: Int64?
    /// `acr`.
    package var acr: String?
    /// `amr`.
    package var amr: [String]
    /// `sid`.
    package var sessionID: String?
    /// The attributes that the applications in `aud` ask for.
    package var attributes: JSONObject

    package init(
        subject: String,
        authenticatedAt: Int64? = nil,
        acr: String? = nil,
        amr: [String] = [],
        sessionID: String? = nil,
        attributes: JSONObject = JSONObject()
    ) {
        self.subject = subject
        self.authenticatedAt = authenticatedAt
        self.acr = acr
        self.amr = amr
        self.sessionID = sessionID
        self.attributes = attributes
    }

    /// What a grant says about its person.
    package init(_ grant: Grant, subject: String, attributes: JSONObject) {
        self.init(
            subject: subject,
            authenticatedAt: grant.authenticatedAt,
            acr: grant.context.acr,
            amr: grant.context.amr,
            sessionID: grant.sessionID,
            attributes: attributes
        )
    }

    /// `auth_time`, `acr`, `amr`, `sid`: those that are known, in this order.
    var authentication: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if let authenticatedAt { members.append(("auth_time", .integer(authenticatedAt))) }
        if let acr { members.append(("acr", .string(acr))) }
        if !amr.isEmpty { members.append(("amr", .array(amr.map { .string($0) }))) }
        if let sessionID { members.append(("sid", .string(sessionID))) }
        return members
    }
}
