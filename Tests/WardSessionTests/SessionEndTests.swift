// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// Ends: half lines, a client that leaves, a server that dies (A10).
struct SessionEndTests {
    private func started() -> SessionDriver {
        var driver = SessionDriver()
        driver.shakeHands()
        return driver
    }

    @Test func `a half line at the end of the client's input is refused and answered`() throws {
        var driver = started()
        driver.bytes(Array(Line.call("7").utf8), from: .clientToServer)
        #expect(driver.records.isEmpty)
        driver.feed(.endOfInput(.clientToServer))
        #expect(driver.rules == ["client-misbehaved.unterminated-line"])
        #expect(driver.toServer.isEmpty)
        #expect(try Said(try #require(driver.toClient.first)).text("/id") == "7")
        #expect(driver.closings == [.clientLeft])
    }

    @Test func `a half answer at the end of the server's output becomes an error for its request`() throws {
        var driver = started()
        driver.client(Line.call("7"))
        driver.clear()
        driver.bytes(Array(Line.called("7").utf8), from: .serverToClient)
        driver.feed(.endOfInput(.serverToClient))
        #expect(driver.rules == ["server-misbehaved.unterminated-line"])
        #expect(driver.toClient.count == 1)
        #expect(try Said(driver.toClient[0]).text("/id") == "7")
        #expect(driver.closings == [.serverLeft("it closed its output")])
    }

    @Test func `a server that dies answers every waiting request, oldest first, with an error of Ward's`() throws {
        var driver = started()
        for id in ["3", "\"a\"", "1"] {
            driver.client(Line.call(id))
            driver.advance(by: .milliseconds(1))
        }
        driver.client(Line.call("9"))
        driver.client(Line.cancelled("9"))
        driver.clear()
        driver.feed(.childExited("killed by signal 9"))
        #expect(try driver.toClient.map { try Said($0).text("/id") } == ["3", "\"a\"", "1"])
        #expect(try driver.toClient.allSatisfy { try Said($0).text("/error/code") == "-31001" })
        #expect(try Said(driver.toClient[0]).string("/error/message")?.contains("killed by signal 9") == true)
        #expect(Set(driver.rules) == ["environment.server-exited"])
        #expect(driver.closings == [.serverLeft("killed by signal 9")])
        #expect(driver.session.requestsInFlight == 0)
    }

    @Test func `what arrives after the server left goes nowhere`() {
        var driver = started()
        driver.feed(.childExited("exited"))
        driver.clear()
        driver.client(Line.call("7"))
        driver.server(Line.log)
        driver.feed(.childExited("again"))
        #expect(driver.toServer.isEmpty)
        #expect(driver.toClient.isEmpty)
        #expect(driver.others.isEmpty)
    }

    @Test func `what the server answers after the client left is judged and forwarded as before`() {
        var driver = started()
        driver.client(Line.call("7"))
        driver.feed(.endOfInput(.clientToServer))
        driver.clear()
        driver.server(Line.called("7"))
        driver.server(Line.called("7"))
        #expect(driver.toClient == [Line.called("7")])
        #expect(driver.lastRule == "server-misbehaved.unsolicited-response")
        driver.client(Line.call("8"))
        #expect(driver.toServer.isEmpty)
    }

    @Test func `a server that dies after the client left still answers what waits`() {
        var driver = started()
        driver.client(Line.call("7"))
        driver.feed(.endOfInput(.clientToServer))
        driver.feed(.childExited("exited with 1"))
        #expect(driver.toClient.count == 1)
        #expect(driver.closings == [.clientLeft, .serverLeft("exited with 1")])
    }

    @Test func `a client that ends its input at once is served all the same`() {
        var driver = SessionDriver()
        let input = [SessionDriver.initialize("2025-11-25"), Line.initialized, Line.call("1")]
        driver.bytes(Array(input.map { $0 + "\n" }.joined().utf8), from: .clientToServer)
        driver.feed(.endOfInput(.clientToServer))
        #expect(driver.closings.isEmpty)
        driver.server(SessionDriver.initialized("2025-11-25"))
        #expect(driver.toServer == input)
        #expect(driver.closings == [.clientLeft])
        driver.server(Line.called("1"))
        #expect(driver.toClient.last == Line.called("1"))
    }

    @Test func `a request that waits for the store is served though the client ended its input`() {
        var driver = SessionDriver()
        driver.discover()
        driver.answersRecalls = false
        let get = SessionDriver.modernRequest(
            "1", "tasks/get", #""taskId":"t""#, capabilities: #"{"extensions":{"io.modelcontextprotocol/tasks":{}}}"#)
        driver.client(get)
        driver.feed(.endOfInput(.clientToServer))
        #expect(driver.closings.isEmpty)
        for action in driver.others {
            if case .recall(let key) = action {
                driver.feed(.recalled(key: key, value: Array(#"{"method":"tools/call","name":null}"#.utf8)))
            }
        }
        #expect(driver.toServer == [get])
        #expect(driver.closings == [.clientLeft])
    }

    @Test func `a client that is gone does not wait for ever for a server that says nothing`() throws {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.client(Line.call("1"))
        driver.feed(.endOfInput(.clientToServer))
        driver.advance(by: .seconds(9))
        driver.feed(.tick)
        #expect(driver.closings.isEmpty)
        #expect(driver.session.isHolding)
        driver.advance(by: .seconds(1))
        driver.feed(.tick)
        #expect(driver.closings == [.clientLeft])
        #expect(try Said(try #require(driver.toClient.last)).text("/id") == "1")
        #expect(!driver.session.isHolding)
    }

    @Test func `a client that ends its input before the server runs is served all the same`() {
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        var driver = SessionDriver(configuration: configuration)
        let request = SessionDriver.modernRequest("1", "server/discover")
        driver.client(request)
        driver.feed(.endOfInput(.clientToServer))
        #expect(driver.closings.isEmpty && driver.session.isHolding)
        driver.feed(.childStarted)
        #expect(driver.toServer == [request])
        #expect(driver.closings == [.clientLeft] && !driver.session.isHolding)
    }

    @Test func `a client that is gone does not wait for ever for a server that does not start`() throws {
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        var driver = SessionDriver(configuration: configuration)
        driver.client(SessionDriver.modernRequest("1", "server/discover"))
        driver.feed(.endOfInput(.clientToServer))
        driver.advance(by: .seconds(10))
        driver.feed(.tick)
        #expect(try Said(try #require(driver.toClient.last)).text("/id") == "1")
        #expect(driver.closings == [.clientLeft] && !driver.session.isHolding)
        driver.feed(.childStarted)
        #expect(driver.toServer.isEmpty)
    }

    @Test func `a server that dies while initialize waits answers that and all that waits behind it`() throws {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.client(Line.initialized)
        driver.client(Line.call("1"))
        driver.clear()
        driver.feed(.childExited("exited with 127"))
        #expect(try Set(driver.toClient.map { try Said($0).text("/id") }) == ["0", "1"])
        #expect(driver.toClient.count == 2)
    }

    @Test func `a child that never starts answers every request`() {
        var configuration = SessionConfiguration()
        configuration.start = .onFirstNeed
        var driver = SessionDriver(configuration: configuration)
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.feed(.childExited("no such file"))
        #expect(driver.toServer.isEmpty)
        #expect(driver.toClient.count == 1)
        driver.feed(.childStarted)
        #expect(driver.toServer.isEmpty)
    }
}
