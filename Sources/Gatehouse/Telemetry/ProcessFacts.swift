import Glibc

/// Reads what the system knows about this process, for the metrics that every Prometheus process has.
struct ProcessFacts: Sendable, Equatable {
    let cpuSeconds: Double
    let residentBytes: Int64
    let openDescriptors: Int
    let maximumDescriptors: Int64

    static func current() -> ProcessFacts {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return ProcessFacts(
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            residentBytes: residentBytes(),
            openDescriptors: openDescriptors(),
            maximumDescriptors: Int64(clamping: limit.rlim_cur)
        )
    }

    func write(to text: inout PrometheusText) {
        text.family("process_cpu_seconds_total", .counter, help: "User and system time of this process.")
        text.sample("process_cpu_seconds_total", [], cpuSeconds)
        text.family("process_resident_memory_bytes", .gauge, help: "Memory of this process that is in RAM.")
        text.sample("process_resident_memory_bytes", [], residentBytes)
        text.family("process_open_fds", .gauge, help: "Open file descriptors.")
        text.sample("process_open_fds", [], Int64(openDescriptors))
        text.family("process_max_fds", .gauge, help: "The limit of open file descriptors.")
        text.sample("process_max_fds", [], maximumDescriptors)
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }

    private static func residentBytes() -> Int64 {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = fread(&buffer, 1, buffer.count, file)
        let fields = buffer.prefix(count).split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int64(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func openDescriptors() -> Int {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Not counted: ".", ".." and the directory itself.
        return max(0, count - 3)
    }
}
