import Mustache

/// The templates, parsed once from the bytes in the binary.
enum PageLibrary {
    /// Nil if a template cannot be parsed, which a test rules out.
    static let shared: MustacheLibrary? = try? load()

    /// Every template's text under its name; a last line feed is dropped, so that parts fit into a line.
    static let sources: [String: String] = [
        "account": text(PackageResources.account_mustache),
        "accountChoice": text(PackageResources.accountChoice_mustache),
        "board": text(PackageResources.board_mustache),
        "boardApplication": text(PackageResources.boardApplication_mustache),
        "boardApplicationDiff": text(PackageResources.boardApplicationDiff_mustache),
        "boardApplicationForm": text(PackageResources.boardApplicationForm_mustache),
        "boardApplications": text(PackageResources.boardApplications_mustache),
        "boardAudit": text(PackageResources.boardAudit_mustache),
        "boardBars": text(PackageResources.boardBars_mustache),
        "boardClient": text(PackageResources.boardClient_mustache),
        "boardClientField": text(PackageResources.boardClientField_mustache),
        "boardClientForm": text(PackageResources.boardClientForm_mustache),
        "boardClientKind": text(PackageResources.boardClientKind_mustache),
        "boardClientPreview": text(PackageResources.boardClientPreview_mustache),
        "boardClientReady": text(PackageResources.boardClientReady_mustache),
        "boardClients": text(PackageResources.boardClients_mustache),
        "boardClientSecret": text(PackageResources.boardClientSecret_mustache),
        "boardClientTry": text(PackageResources.boardClientTry_mustache),
        "boardConfirm": text(PackageResources.boardConfirm_mustache),
        "boardCopies": text(PackageResources.boardCopies_mustache),
        "boardDecision": text(PackageResources.boardDecision_mustache),
        "boardDecisionMissing": text(PackageResources.boardDecisionMissing_mustache),
        "boardDecisionRows": text(PackageResources.boardDecisionRows_mustache),
        "boardDecisions": text(PackageResources.boardDecisions_mustache),
        "boardDoor": text(PackageResources.boardDoor_mustache),
        "boardFieldError": text(PackageResources.boardFieldError_mustache),
        "boardFigures": text(PackageResources.boardFigures_mustache),
        "boardHead": text(PackageResources.boardHead_mustache),
        "boardKeyCheck": text(PackageResources.boardKeyCheck_mustache),
        "boardKeys": text(PackageResources.boardKeys_mustache),
        "boardLifetime": text(PackageResources.boardLifetime_mustache),
        "boardLines": text(PackageResources.boardLines_mustache),
        "boardMessage": text(PackageResources.boardMessage_mustache),
        "boardNeeds": text(PackageResources.boardNeeds_mustache),
        "boardOverview": text(PackageResources.boardOverview_mustache),
        "boardPeople": text(PackageResources.boardPeople_mustache),
        "boardPeopleRevoke": text(PackageResources.boardPeopleRevoke_mustache),
        "boardPerson": text(PackageResources.boardPerson_mustache),
        "boardPersonEdit": text(PackageResources.boardPersonEdit_mustache),
        "boardPersonFields": text(PackageResources.boardPersonFields_mustache),
        "boardPersonNew": text(PackageResources.boardPersonNew_mustache),
        "boardPersonPassword": text(PackageResources.boardPersonPassword_mustache),
        "boardPersonPasswordFields": text(PackageResources.boardPersonPasswordFields_mustache),
        "boardPersonSecret": text(PackageResources.boardPersonSecret_mustache),
        "boardProblems": text(PackageResources.boardProblems_mustache),
        "boardReach": text(PackageResources.boardReach_mustache),
        "boardReachedRoute": text(PackageResources.boardReachedRoute_mustache),
        "boardRotation": text(PackageResources.boardRotation_mustache),
        "boardRoute": text(PackageResources.boardRoute_mustache),
        "boardRoutes": text(PackageResources.boardRoutes_mustache),
        "boardRouteTable": text(PackageResources.boardRouteTable_mustache),
        "boardSnippets": text(PackageResources.boardSnippets_mustache),
        "boardTickGroup": text(PackageResources.boardTickGroup_mustache),
        "confirm": text(PackageResources.confirm_mustache),
        "consent": text(PackageResources.consent_mustache),
        "desk": text(PackageResources.desk_mustache),
        "device": text(PackageResources.device_mustache),
        "deviceDone": text(PackageResources.deviceDone_mustache),
        "doorway": text(PackageResources.doorway_mustache),
        "error": text(PackageResources.error_mustache),
        "fail": text(PackageResources.fail_mustache),
        "formPost": text(PackageResources.formPost_mustache),
        "head": text(PackageResources.head_mustache),
        "hidden": text(PackageResources.hidden_mustache),
        "login": text(PackageResources.login_mustache),
        "logout": text(PackageResources.logout_mustache),
        "mark": text(PackageResources.mark_mustache),
        "notice": text(PackageResources.notice_mustache),
        "password": text(PackageResources.password_mustache),
        "recoveryCodes": text(PackageResources.recoveryCodes_mustache),
        "scope": text(PackageResources.scope_mustache),
        "secondFactor": text(PackageResources.secondFactor_mustache),
        "signedOut": text(PackageResources.signedOut_mustache),
        "totpSetup": text(PackageResources.totpSetup_mustache),
    ]

    /// Parses every template.
    static func load() throws -> MustacheLibrary {
        MustacheContentTypes.register(EscapedHTML(), named: EscapedHTML.name)
        var library = MustacheLibrary()
        for (name, source) in sources {
            try library.register(source, named: name)
        }
        return library
    }

    private static func text(_ bytes: [UInt8]) -> String {
        let end = bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
