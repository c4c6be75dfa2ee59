extension AuthorizationServer {
    /// The way back to a device that was sealed in the place of an authorization request's step.
    func device(_ flow: String, _ browser: BrowserContext) -> DeviceContinuation? {
        DeviceContinuation(opening: flow, with: people.root, browserID: browser.browserID, now: browser.now)
    }

    /// What the sign-in page shows on the way to a device.
    func view(
        of device: DeviceContinuation,
        _ visit: SignInVisit
    ) async throws(AuthorizationEnding) -> SignInView {
        let isSignedIn = try await AuthorizationEnding.refusing { () async throws(OAuthError) in
            try await signedIn(visit.browser) != nil
        }
        guard isSignedIn, !device.wantsOther else { return .form(visit.prompt(username: "")) }
        return .device(userCode: device.userCode?.shown)
    }
}
