import Testing

@testable import Gatehouse

@Suite("Memory that only the start needs")
struct StartupMemoryTests {
    @Test func codeAndTheConstantsBeforeItAreHandedBack() {
        let map = """
            1000-3000 r--p 00000000 fe:00 530 /srv/gate house
            3000-9000 r-xp 00002000 fe:00 530 /srv/gate house
            9000-a000 r--p 00008000 fe:00 530 /srv/gate house
            a000-b000 rw-p 00009000 fe:00 530 /srv/gate house
            c000-d000 r-xp 00000000 fe:00 531 /lib/libc.so.6
            """
        #expect(StartupMemory.releasable(maps: map) == [0x1000..<0x3000, 0x3000..<0x9000])
    }

    @Test func whatWasWrittenToAtTheStartStays() {
        let map = """
            1000-3000 r--p 00000000 fe:00 530 /srv/gatehouse
            3000-4000 rw-p 00002000 fe:00 530 /srv/gatehouse
            4000-9000 r-xp 00003000 fe:00 530 /srv/gatehouse
            """
        #expect(StartupMemory.releasable(maps: map) == [0x1000..<0x3000])
    }

    @Test(arguments: ["", "nonsense", "1000-2000 r-xp 0 0 0", "2000-1000 r-xp 0 0 0 /x", "z-1 r-xp 0 0 0 /x"])
    func whatIsNotUnderstoodReleasesNothing(map: String) {
        #expect(StartupMemory.releasable(maps: map) == [])
    }
}
