extension GatehouseConfiguration {
    /// Chooses a free port for every listener that asked for any with port 0.
    mutating func choosePorts(_ ports: PortReservation) throws(ExitFailure) {
        listen = try ports.resolve(listen)
        adminListen = try ports.resolve(adminListen)
        if let address = tls?.redirectListen { tls?.redirectListen = try ports.resolve(address) }
        if let address = operationsListen { operationsListen = try ports.resolve(address) }
    }
}
