// SPDX-License-Identifier: Apache-2.0

import Report

/// One way to reach the server, and what was measured of it, one number a round.
struct Row {
    /// The name in the table.
    let name: String
    /// Program and arguments.
    let command: [String]
    /// Why it is not in the table, if something went wrong.
    var failure: String?

    /// Nanoseconds of the round trips.
    var small: [Percentiles] = []
    var large: [Percentiles] = []
    /// Messages a second, requests and responses, with 64 requests in flight.
    var flood: [Double] = []
    /// Nanoseconds from spawn to the reply to `initialize`.
    var starts: [Double] = []
    /// Of the process between client and server, or of the server itself for the direct row.
    var resident: [Double] = []
    var anonymous: [Double] = []
    var anonymousAfterLoad: [Double] = []
    /// Nanoseconds of processor time for one call, request and response.
    var processor: [Double] = []

    init(name: String, command: [String]) {
        self.name = name
        self.command = command
    }
}

/// The middle and the tail of one round's round trips, in nanoseconds.
struct Percentiles {
    let p50: Double
    let p99: Double
    let count: Int

    init(_ samples: [Double]) {
        p50 = percentile(0.5, of: samples)
        p99 = percentile(0.99, of: samples)
        count = samples.count
    }
}
