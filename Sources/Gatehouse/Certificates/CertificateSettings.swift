import Logging

/// Names the files that TLS is spoken with on one side of the gate, and knows what to make of them.
protocol CertificateSettings: Sendable {
    /// What is made of the files.
    associatedtype Certificates: Sendable

    /// What the log calls it.
    static var title: String { get }

    /// Every file that is named.
    var paths: [String] { get }
    /// The setting that names a file.
    func option(of path: String) -> String

    /// Makes all of the files, or says everything that is wrong with them.
    func load(_ files: CertificateFiles, now: Int64) throws(CertificateLoading.Failure) -> Certificates
    /// What an operator should know of what is in use.
    func warnings(_ certificates: Certificates, now: Int64) -> [String]
    /// Warnings of what soon is good no more.
    func expiring(_ certificates: Certificates, now: Int64) -> [String]
    /// What is told of it when it comes into force.
    func facts(_ certificates: Certificates) -> Logger.Metadata
}
