package import GatehouseProxy

/// Writes the access log: one JSON line a request.
package final class AccessLog: AccessRecording {
    /// How many requests may wait for a slow reader before their lines are dropped.
    package static let defaultCapacity = 16_384

    private let writer: LineWriter<AccessRecord>

    /// Opens the log.
    package init(to destination: LineDestination, capacity: Int = AccessLog.defaultCapacity) throws(SystemFailure) {
        self.writer = try LineWriter(to: destination, capacity: capacity, encode: AccessLine.append)
    }

    /// Opens the log that a configuration asks for; nil if it asks for none.
    convenience init?(_ setting: AccessLogSetting) throws(ExitFailure) {
        let destination: LineDestination
        switch setting {
        case .off: return nil
        case .standardOutput: destination = .standardOutput
        case .file(let path): destination = .file(path)
        }
        do throws(SystemFailure) {
            try self.init(to: destination)
        } catch {
            throw ExitFailure(
                .environment,
                "The access log cannot be written: \(error).",
                hint: "Choose stdout, off or another file with --access-log."
            )
        }
    }

    /// How many lines were lost because the reader is too slow or the disk is full.
    package var droppedCount: UInt64 { writer.droppedCount }

    /// Takes finished requests; never waits.
    package func record(_ batch: [AccessRecord]) {
        writer.write(batch)
    }

    /// Opens the file anew, as after a rotation.
    package func reopen() {
        writer.reopen()
    }

    /// Writes what waits and stops.
    package func close() async {
        await writer.close()
    }
}
