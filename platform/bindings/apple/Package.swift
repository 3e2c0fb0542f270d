// swift-tools-version:5.7
import PackageDescription

// LMQObjC.xcframework is what make-xcframework makes.
let package = Package(
    name: "LMQ",
    platforms: [.iOS(.v13), .macOS(.v10_15)],
    products: [
        .library(name: "LMQ", targets: ["LMQ"])
    ],
    targets: [
        .binaryTarget(name: "LMQObjC", path: "LMQObjC.xcframework"),
        .target(
            name: "LMQ",
            dependencies: ["LMQObjC"],
            path: "swift",
            resources: [.copy("PrivacyInfo.xcprivacy")],
            linkerSettings: [
                .linkedLibrary("c++"),
                .linkedLibrary("sqlite3"),
                .linkedFramework("Network"),
            ]
        ),
    ]
)
