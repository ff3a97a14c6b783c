// SPDX-License-Identifier: Apache-2.0

import Report

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One thing to measure: a row of the table.
struct Case {
    /// What is done.
    let name: String
    /// What it is done to.
    let input: String
    /// How many bytes one run reads; 0 if a rate in bytes says nothing.
    var bytes = 0
    /// How many items (messages, leaves) one run handles; 0 if it is one thing.
    var items = 0
    /// The number that the design wants held, if it names one.
    var goal: Goal?
    /// Does it once; the result is added up, so that the compiler cannot leave the work out.
    let run: () throws -> Int
}

/// A number to hold.
enum Goal {
    case nanosecondsAtMost(Double)
    case megabytesPerSecond(Double)
    case perSecond(Double)
}

/// The samples of one case: nanoseconds of one run.
struct Measurement {
    let measured: Case
    var samples: [Double] = []
    var repetitions = 1

    var nanoseconds: Double { median(samples) }
    var megabytesPerSecond: Double { Double(measured.bytes) / nanoseconds * 1_000 }
    var perSecond: Double { Double(measured.items) / nanoseconds * 1e9 }

    /// Takes one sample: as many runs as fill some milliseconds, so that the clock does not matter.
    ///
    /// Time on the processor counts, not time on the wall: what else the machine does would only be noise here.
    mutating func sample() throws -> Int {
        var sum = 0
        let begin = processorTime()
        for _ in 0..<repetitions { sum &+= try measured.run() }
        samples.append((processorTime() - begin) / Double(repetitions))
        return sum
    }

    /// Finds how many runs make a sample, which also warms up.
    mutating func calibrate(sample length: Duration) throws -> Int {
        var sum = 0
        let begin = ContinuousClock.now
        var runs = 0
        repeat {
            sum &+= try measured.run()
            runs += 1
        } while begin.duration(to: .now) < length
        repetitions = runs
        return sum
    }
}

/// Measures all cases in turn, `rounds` times, and adds them to the table.
///
/// Answers the sum of all results: whoever prints it keeps the compiler from leaving the work out.
func measure(_ cases: [Case], rounds: Int, into table: inout Table) throws -> Int {
    var sum = 0
    var measurements = cases.map { Measurement(measured: $0) }
    for index in measurements.indices { sum &+= try measurements[index].calibrate(sample: .milliseconds(20)) }
    for _ in 0..<rounds {
        for index in measurements.indices { sum &+= try measurements[index].sample() }
    }
    for measurement in measurements { table.add(cells(of: measurement)) }
    return sum
}

/// Nanoseconds that this thread spent on a processor.
func processorTime() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

private func cells(of measurement: Measurement) -> [String] {
    let measured = measurement.measured
    let time = measurement.nanoseconds
    var rate = ""
    if measured.items > 0 {
        rate = decimal(measurement.perSecond, digits: 0) + "/s"
    } else if measured.bytes > 0 {
        rate = decimal(measurement.megabytesPerSecond, digits: 0) + " MB/s"
    }
    let (goal, holds) = verdict(on: measurement)
    return [measured.name, measured.input, duration(time), rate, goal, holds]
}

private func verdict(on measurement: Measurement) -> (goal: String, holds: String) {
    switch measurement.measured.goal {
    case nil:
        ("", "")
    case .nanosecondsAtMost(let limit):
        ("≤ " + duration(limit), judged(limit / measurement.nanoseconds))
    case .megabytesPerSecond(let limit):
        ("≥ " + decimal(limit, digits: 0) + " MB/s", judged(measurement.megabytesPerSecond / limit))
    case .perSecond(let limit):
        ("≥ " + decimal(limit, digits: 0) + "/s", judged(measurement.perSecond / limit))
    }
}

/// `yes ×1.8`: holds with so much to spare; `no ×0.7`: reaches so much of it.
func judged(_ share: Double) -> String {
    (share >= 1 ? "yes ×" : "no ×") + decimal(share, digits: share < 10 ? 2 : 0)
}

/// Nanoseconds in the unit that reads best.
func duration(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<10_000: decimal(nanoseconds / 1_000, digits: 2) + " µs"
    case ..<1_000_000: decimal(nanoseconds / 1_000, digits: 0) + " µs"
    default: decimal(nanoseconds / 1_000_000, digits: 2) + " ms"
    }
}
