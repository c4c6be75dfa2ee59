@testable import GatehouseControl

extension PageSamples {
    var openID: ConsentScope {
        ConsentScope(
            name: text("openid"),
            sentence: text("Know that it is you"),
            isRequired: true,
            note: text("always needed to sign in")
        )
    }

    var offline: ConsentScope {
        ConsentScope(
            name: "offline_access",
            sentence: text("Keep this access while you are away"),
            isChecked: false,
            note: text("until you withdraw it")
        )
    }

    func routes(_ count: Int) -> [ConsentRoute] {
        (0..<count)
            .map { index in
                ConsentRoute(
                    methods: index == 1 ? [text("POST"), text("PUT"), text("DELETE")] : [text("GET")],
                    path: index == 1 ? "/tstapp/reports/{\(text("id"))}" : "/tstapp/\(text("data"))/**"
                )
            }
    }

    func application(_ name: String, _ prefix: String) -> ConsentApplication {
        ConsentApplication(
            name: text(name),
            scopes: [
                ConsentScope(
                    name: text("\(prefix)_data.read"),
                    sentence: text("Read your data"),
                    wasAllowedBefore: true,
                    routes: routes(2)
                ),
                ConsentScope(
                    name: text("\(prefix)_data.write"),
                    sentence: text("Create, change and delete your data"),
                    routes: routes(11)
                ),
            ]
        )
    }

    var consents: [Sample] {
        [
            (
                "consent",
                consent(
                    ConsentClient(
                        name: client,
                        host: text("reporting.example.test"),
                        policyURI: web("privacy"),
                        termsURI: web("terms")
                    ),
                    applications: [application("Test application", "tstapp")]
                )
            ),
            (
                "consent-several",
                consent(
                    ConsentClient(
                        name: client,
                        logoPath: "/assets/logos/\(text("7k2m9q"))",
                        host: text("reporting.example.test"),
                        doubt: .describedElsewhere(host: text("reporting.example.test")),
                        termsURI: web("terms")
                    ),
                    applications: [application("Test application", "tstapp"), application("Billing", "billing")],
                    resources: [web("tstapp"), web("billing")]
                )
            ),
            (
                "consent-device",
                consent(
                    ConsentClient(
                        name: client,
                        doubt: .describedElsewhere(host: text("app.example")),
                        policyURI: web("privacy")
                    ),
                    applications: [application("Test application", "tstapp")],
                    device: ConsentDevice(userCode: text("WDJB-MJHT"), address: text("192.0.2.14"), time: time(130))
                )
            ),
            (
                "consent-bare",
                ConsentPage(
                    site: site,
                    form: form(PagePath.consent),
                    client: ConsentClient(name: client, doubt: .runsOnThisDevice),
                    person: PagePerson(name: text("alice"))
                )
            ),
        ]
    }

    private func consent(
        _ client: ConsentClient,
        applications: [ConsentApplication],
        resources: [String] = [],
        device: ConsentDevice? = nil
    ) -> ConsentPage {
        ConsentPage(
            site: site,
            form: form(device == nil ? PagePath.consent : PagePath.deviceConsent),
            client: client,
            person: person,
            ownScopes: [openID, offline],
            applications: applications,
            resources: resources,
            device: device
        )
    }

    var devices: [Sample] {
        [
            ("device", DevicePage(site: site, form: form(PagePath.device))),
            (
                "device-unknown",
                DevicePage(
                    site: site,
                    form: form(PagePath.device),
                    userCode: text("WDJB-MJHX"),
                    notice: .unknownDeviceCode
                )
            ),
            ("device-allowed", DeviceDonePage(site: site, clientName: client, isAllowed: true)),
            ("device-denied", DeviceDonePage(site: site, clientName: client, isAllowed: false)),
        ]
    }
}
