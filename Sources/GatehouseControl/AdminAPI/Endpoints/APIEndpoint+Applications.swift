import HTTPTypes

extension APIEndpoint {
    /// Applications, with their routes.
    static let applications: [APIEndpoint] = [
        APIEndpoint(
            method: .get,
            path: "/applications",
            id: "listApplications",
            section: .applications,
            right: .read,
            summary: "List applications",
            query: [.limit, .offset],
            success: .list(of: APIApplicationSummary.self, "A page of the applications in force, by key."),
            answer: ApplicationAnswers.list
        ),
        APIEndpoint(
            method: .post,
            path: "/applications",
            id: "createApplication",
            section: .applications,
            right: .change,
            summary: "Create an application",
            about: "It lives in the store and is in force at once; the key never changes.",
            body: .json(APIDraft.new, isOptional: false, example: APIExamples.newApplication),
            success: .created(APIApplication.self, "The application.", hasVersion: true),
            refusals: [.conflict],
            answer: ApplicationAnswers.create
        ),
        APIEndpoint(
            method: .get,
            path: "/applications/{key}",
            id: "showApplication",
            section: .applications,
            right: .read,
            summary: "Show an application",
            about: "`ETag` is there for one of the store; one of a file is changed in its file.",
            success: .ok(APIApplication.self, "The application with its document.", hasVersion: true),
            answer: ApplicationAnswers.show
        ),
        APIEndpoint(
            method: .put,
            path: "/applications/{key}",
            id: "replaceApplication",
            section: .applications,
            right: .change,
            summary: "Replace an application of the store",
            body: .json(APIDraft.changes, isOptional: false, example: APIExamples.applicationChanges),
            isConditional: true,
            success: .ok(APIApplication.self, "The application as it is now.", hasVersion: true),
            refusals: [.conflict],
            answer: ApplicationAnswers.replace
        ),
        APIEndpoint(
            method: .delete,
            path: "/applications/{key}",
            id: "deleteApplication",
            section: .applications,
            right: .change,
            summary: "Delete an application of the store",
            about:
                "409 as long as clients belong to it, or anybody holds a scope of it. With `If-Match: *` one that a file "
                + "has set aside goes, too.",
            isConditional: true,
            success: .done("It is gone."),
            refusals: [.conflict],
            answer: ApplicationAnswers.delete
        ),
        APIEndpoint(
            method: .post,
            path: "/applications/{key}/review",
            id: "reviewApplication",
            section: .applications,
            right: .change,
            summary: "Say what changes to an application would come to",
            about: "Nothing is changed. For an application in a file the answer holds a diff to apply there.",
            body: .json(APIDraft.changes, isOptional: false, example: APIExamples.applicationChanges),
            success: .ok(APIReview.self, "What it would become."),
            answer: ApplicationAnswers.review
        ),
        APIEndpoint(
            method: .get,
            path: "/applications/{key}/routes",
            id: "listApplicationRoutes",
            section: .applications,
            right: .read,
            summary: "List the routes of an application",
            about: "With how often they were permitted and refused, and which clients reach them or do not.",
            query: [.span, .limit, .offset],
            success: .list(of: APIRouteReport.self, "A page of the routes, in the order of the document."),
            answer: ReachAnswers.ofApplication
        ),
        APIEndpoint(
            method: .get,
            path: "/applications/{key}/upstreams",
            id: "listApplicationUpstreams",
            section: .applications,
            right: .read,
            summary: "List the addresses of an application's upstreams",
            about: "As the gate finds them now: whether each gets requests, and how often it was taken out.",
            query: [.limit, .offset],
            success: .list(of: APIUpstreamEndpoint.self, "A page of the addresses, in the order of the document."),
            answer: ApplicationAnswers.upstreams
        ),
        APIEndpoint(
            method: .get,
            path: "/stored-applications",
            id: "listStoredApplications",
            section: .applications,
            right: .read,
            summary: "List the applications of the store",
            about: "Also those that do not count, as one that a file has set aside.",
            query: [.limit, .offset],
            success: .list(of: APIKeptApplication.self, "A page of the applications, by key."),
            answer: KeptAnswers.list
        ),
        APIEndpoint(
            method: .get,
            path: "/stored-applications/{key}",
            id: "showStoredApplication",
            section: .applications,
            right: .read,
            summary: "Show an application of the store",
            about: "As it is stored, whether or not it counts.",
            success: .ok(APIKeptApplication.self, "The application with its document."),
            answer: KeptAnswers.show
        ),
    ]
}
