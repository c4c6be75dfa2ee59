/// The cookies of the dashboard (contract §6).
struct DashboardCookies: Sendable {
    /// Who is signed in, sealed.
    let session: GatehouseCookie
    /// What a sign-in that is under way has to find again, sealed.
    let step: GatehouseCookie
    /// What has just been done, sealed; shown once.
    let notice: GatehouseCookie

    /// Over TLS only this very host can have set them.
    init(isSecure: Bool) {
        session = .dashboard(isSecure: isSecure)
        step = .dashboardStep(isSecure: isSecure)
        notice = .dashboardNotice(isSecure: isSecure)
    }
}
