// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// The same checks run in the test suite, and in a program that libFuzzer drives: Tests/run --sanitize fuzz.
let fuzzingDependencies: [Target.Dependency] = [
    "GatehouseJOSE", "GatehouseOAuth", "GatehousePolicy", "GatehouseProxy", "GatehouseTestSupport",
    .product(name: "NIOCore", package: "swift-nio"),
]
let fuzzing: Target =
    Context.environment["GATEHOUSE_FUZZER"] == nil
    ? .testTarget(
        name: "GatehouseFuzzTests",
        dependencies: fuzzingDependencies,
        exclude: ["Fuzzer"],
        resources: [.copy("Seeds")],
        swiftSettings: settings
    )
    : .executableTarget(
        name: "GatehouseFuzzer",
        dependencies: fuzzingDependencies,
        path: "Tests/GatehouseFuzzTests",
        exclude: ["Seeds", "ShortRunTests.swift", "SeedFile.swift"],
        swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
    )

let package = Package(
    name: "gatehouse",
    products: [
        .executable(name: "gatehouse", targets: ["GatehouseCLI"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Layer 0: pure libraries.
        .target(
            name: "GatehousePolicy",
            swiftSettings: settings
        ),
        .target(
            name: "GatehouseJOSE",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: settings
        ),
        // Layer 1: the protocol.
        .target(
            name: "GatehouseOAuth",
            dependencies: [
                "GatehouseJOSE",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        // Layer 2: siblings that never import each other.
        .target(
            name: "GatehouseProxy",
            dependencies: [
                "GatehouseJOSE",
                "GatehousePolicy",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "GatehouseControl",
            dependencies: [
                "GatehouseJOSE",
                "GatehouseOAuth",
                "GatehousePolicy",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Pages/Templates"), .embedInCode("Pages/Assets")],
            swiftSettings: settings
        ),
        .target(
            name: "GatehouseStorage",
            dependencies: [
                "GatehouseJOSE",
                "GatehouseOAuth",
                "GatehousePolicy",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        // Layer 3: the assembly, and the command line that runs it.
        .target(
            name: "Gatehouse",
            dependencies: [
                "GatehouseControl",
                "GatehouseJOSE",
                "GatehouseOAuth",
                "GatehousePolicy",
                "GatehouseProxy",
                "GatehouseStorage",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "GatehouseCLI",
            dependencies: [
                "Gatehouse",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        // Tests.
        .target(
            name: "GatehouseTestSupport",
            dependencies: [
                "GatehouseJOSE",
                "GatehouseOAuth",
                "GatehousePolicy",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            path: "Tests/GatehouseTestSupport",
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatehousePolicyTests",
            dependencies: ["GatehousePolicy", "GatehouseTestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatehouseJOSETests",
            dependencies: [
                "GatehouseJOSE",
                "GatehouseTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            resources: [.copy("Vectors")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatehouseOAuthTests",
            dependencies: ["GatehouseJOSE", "GatehouseOAuth", "GatehouseTestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatehouseProxyTests",
            dependencies: [
                "GatehouseJOSE",
                "GatehousePolicy",
                "GatehouseProxy",
                "GatehouseTestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        fuzzing,
        .testTarget(
            name: "GatehouseControlTests",
            dependencies: [
                "GatehouseControl",
                "GatehouseJOSE",
                "GatehouseOAuth",
                "GatehousePolicy",
                "GatehouseTestSupport",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Pages/Golden", "Dashboard/Golden"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatehouseStorageTests",
            dependencies: [
                "GatehouseJOSE",
                "GatehouseOAuth",
                "GatehousePolicy",
                "GatehouseStorage",
                "GatehouseTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatehouseTests",
            dependencies: [
                "Gatehouse",
                "GatehouseControl",
                "GatehouseJOSE",
                "GatehouseOAuth",
                "GatehousePolicy",
                "GatehouseProxy",
                "GatehouseStorage",
                "GatehouseTestSupport",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
    ]
)
