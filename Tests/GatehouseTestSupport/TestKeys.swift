package import GatehouseJOSE

/// Fixed keys for tests, made once with openssl.
///
/// TEST KEYS: their private halves are public. Nothing real may ever be signed with them.
package enum TestKeys {
    /// The fixed key of an algorithm.
    package static func signingKey(_ algorithm: SigningAlgorithm) throws -> SigningKey {
        try SigningKey(pkcs8PEM: pkcs8PEM(algorithm), algorithm: algorithm)
    }

    /// A second ES256 key, for rotation and for strangers.
    package static func otherSigningKey() throws -> SigningKey {
        try SigningKey(pkcs8PEM: otherES256, algorithm: .es256)
    }

    /// The PKCS#8 PEM text of an algorithm's fixed key.
    package static func pkcs8PEM(_ algorithm: SigningAlgorithm) -> String {
        switch algorithm {
        case .es256: es256
        case .rs256: rs256
        case .ps256: ps256
        case .edDSA: edDSA
        }
    }

    /// TEST KEY, not a secret.
    private static let es256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgp5mlExcE/AL7H37q
        ReMjCbK7A7dCrmwffiUYYTqk+CGhRANCAASDS2ge2ROk/EhhUyWcmKEi3gn2CA3r
        fNXhw59i+2zVtBd7OAC+FplcJ+PP9rJCl4ja8tD4qV1MaV8Tc92llH/3
        -----END PRIVATE KEY-----
        """

    /// TEST KEY, not a secret.
    private static let otherES256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg01NaF42RARRGeOc/
        ZESQa9gUsi2MJouKQ+s1IPAhDIOhRANCAATj+oMiGzaFBocKj4gNCHTZbq4c+9o3
        echleeytQb1rW2hhc/B0PfMHKFBeIqDigrv5j9H1IwXIsdn6vwzd9YDQ
        -----END PRIVATE KEY-----
        """

    /// TEST KEY, not a secret.
    private static let rs256 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCyPESDOeKorFn6
        TLBbPmhgoYGf+d7f36IEJdoCs4YNIG7+HcuMHIs4JOWElUxICPSYmM2seVQfPmG+
        UoN+Dqf++KhXGQ5dKNhkJFsLznwQ8XZLvTMbvu3EDlORK/FDABnMCP45UZC1MK8s
        s0EnL+DXF85XYaaDXc7zBGecuFpWGw8+qPty4z0UbLqMbHYnJBqipL1Vl4fDtGwy
        FDW5bMpaWTnhqeLxoF0zYAwq/UKfnLzMi8ouh9aJsvb5Nhz2uEvmV9Qei+ygQOAm
        +UoaQw+Au244bbECtmN0b+h8Je1cM0mO4HF54lO8vVhYlDlwlgWw5AMrdzP8HRNv
        lP9c2OoXAgMBAAECggEADgky+AaR8+iGuXBanwTeIWX2mEuMIqMw1hTJA1dx4gzA
        0OA1zFXfHM/DB1reg/m4kV/PKprvZfp6pgtHcaDj1+9rCljdybZSvCgkx1w+ZvMs
        9q/ym2fAv6TFLfSA7l7OqUO4CXmD5NDtqp5/Lf/WO/oS9Myq2UOE7ZxWMIBQFOGw
        tMGwwjN5M4aFW+zlcQy3ptzycIjgQ1BIuU/AsQDaHn3JS0bzYSP0bP1hWN7EtdMB
        n6BuAqPtERFZtZC15M68ZEL8Ihp1htmuEe37qr7qaJiOXR0Em/I/GHFv4NvYSRqE
        B7PqRb56SdD/bQ/i+7brZMiCbeiJqDmPf6b3hi87EQKBgQDzwMNoGiKb8uOHnNKc
        FmaoY6OjVYRSrDEN02WniI/1VPjZpbx8a5cQEUzbGfifDQWeO+AEnNf5UYZd4vVD
        YQ5KZAPMFPubREEmtE2Ynzb+OOVATBELcdV4lx9EedZq2ZY/U4Vv9lvJ8DVwrM5f
        Li36BkO2ADs4z8zi71qT9MGsDwKBgQC7MMtcGDUtD36KQ6pAjCTVUt2FdzSM7dHW
        oIfdd93q1EY+8o18WCMdw+OOaBC2lzepUoQbhvnWIGTPG8m7GlIAK4EzL/n9dzh5
        VLU8rfXWedaHUuvp0jZuOmSdWPr6v/tgunDIY2U0Hs7Ge9dPfZZehJXshZy6Z1Rr
        Xmz0v8z5eQKBgE6q1KXhYXAROKuIylQDysfnuGU7cUQ5PG+o3TLvmP5lmRatLaK+
        GnfeDX7c5+d1DW4fBtKWSAG39PSSDfPb+/+4PZ183CMlKR2zrSNnpxjvBdX1dr7J
        00pjA31XEQNVC++OJg+XY9JNiwG9U7FWNxJtOScg9fwE3KwU8Ze0s1izAoGAeB0+
        UJEEBi8MDqKOq66BsBTlKlAse0XbQTJvHBBfaODfVmMDoMdZeS8KZIWoO9HamJ7n
        QFajF+Bfb3owPwwLlCpWVEczzY3jwg814ILr3bz+iIUP9lC6No7nowPGwIHSRuY7
        mooVFZWzLy+mIE7A31OKdGPkBsRpKiBEH+S3HVkCgYEA8I1+6gHJ1YiAlSUfo0BZ
        ltmG/JNjpz04MtXA7DDJj1Yt68NKg+OHn10g8RabzV9qYAofOZJhJRfkowrjteSr
        4ehM5Ypki02POgtBP9YJ8/KhGWLK3LQa9ISvoF8OilhTV4gJz7WmxP/WswU0x8iS
        l7l4SI1mAYZ8JImcdxflods=
        -----END PRIVATE KEY-----
        """

    /// TEST KEY, not a secret.
    private static let ps256 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQDPdzkVyzyGr0G7
        BgYJ5aH15ErbYNIRl2SdsZy8k+yj7qXbMCSNyHTMhOVz5b0N/A59uZGlJE7pFcSa
        aCR98YUEbOjvAk2o9+smxB/S2N2eRKlG6m1/rM6/yPYhM6VqLY2Nwl2SBMOpWlpz
        S4DDH0wNboIlC77M5YPCAxLkCpH4bidQ6ntKwOlQl5lWX6lMY8GHbNlJYK626ts4
        k8bgDw2As5DzBep47UpSTo9sg5aRP4RxVW9gurroms/WRVe8FBAzZ4Bzv9kL/AAj
        GHi63nXEWBd4qK+jaEw5+c62g56lMvjnnO0lDMNTPoHMlyT6jpHWlD/D/eRBBPDt
        07aj3AlDAgMBAAECggEAKa6LYoyNoYWukBO6vNxM+Okf/Qlryyr+hQw9MEoL/jeh
        TPNUNMQ0ay68JtfebuPYSXwx/drYm83KzTblNgSDNAtplTOCRNNihExdFHCLvhOP
        avcIfuFKPI/0m2ET98wlJ3kIcaDRasIDcCyYNxufnQc50JWWhPYLzbvuXLCe+SlT
        wdnRfcrNCXLXGi50kHEQD2/s8OrezXeIX4ZjG+CKA9PdZLnHIlWWx+uBnjutiOxU
        3IEc7IFxpD763HqB2Gsj82Db3OvH3d2PvlfI3HxII08fX8Ua3ly1UlwN5Uka/5cZ
        jvUvTYeNRI5G3XO9BlDiBr6zs13GUNeSEyK3QsFO4QKBgQDvtL+ZAC5V8xywtqp7
        70EDwzo8WFK46woE6ZiFHHXe/CXx+wHW0te9h23rp415D1TBShTAkUFg9bNb6D0k
        1BZj8mCoGmz7IoejB5twpCeJCujZKkvSJWvbmxrdpttCkxezSz5zErGJIUoaDQ11
        HXKBOpzdUL1PGfG1hByMGYmHEQKBgQDdkXGIEOZ5OsITvzuRq38VZ1cjY87f4Mq7
        7IJ3rFAjXr1jEwSupH7KTH7QVjX9EM2LWz4Wswq4bRudeDj0V2+UXlSSXCtTKEjW
        5bgw+J1ddc7tIrR1/YmUWsuSaIKTx4/YtkWB7pq2D76jcSwyrA7RXrBQOzCvT3Cn
        trFOZxTTEwKBgQCDscRKJQVQB19N3y3PJWWM0aefG89m9QruJAC9sSM5PUMDrSoX
        goMxB8TmYYmiZz/jafX4zlUjFhpSdkeRgkxC4Rklgk85soDemwFVY3qtGidPmKNL
        c2/MmWyrNk7kRrgQs1g+FJkhg/6YTW+FVoZgZXllRkSbvt9DILAmcKlUYQKBgQCJ
        9ROBqzQ165YIAZwvmV6pjwy8plqbHzZcSGj75riHLWgylhbmPtoLUBHt2qAHED1L
        Nea074oPRzBYnhCoYwDAmvOBpg372ytvUt2a8FHbbY0ILgG7LcBKNTZn1Nbo+Orh
        /qvMuSpvjeIflkn0yxj22ERj0FcB8S6t3p0LujdHLQKBgQDk3jS/7n4hc8QRbvg/
        R6JEhFnGdE7nwhZ6F7dGuluKiqCM/ijbTmTsZJsq4VXtOVqHgKMtGq33CU/mOuPR
        NNK2rPWvdQiRcgyUy77vgAgMTFPfCuPKCHBEgV7lmnGY8OI4tNMHAh41MBCEG4KH
        BPxoeNQCTY+jQYHtyhH0YeTtVA==
        -----END PRIVATE KEY-----
        """

    /// TEST KEY, not a secret.
    private static let edDSA = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIHG37L7eQLtBnOvJanxAA/YtQBWwUuLRRPd7KmFxmcJ9
        -----END PRIVATE KEY-----
        """
}
