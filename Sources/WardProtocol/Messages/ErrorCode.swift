// SPDX-License-Identifier: Apache-2.0

/// The numbers of JSON-RPC and MCP errors that Ward reads or writes.
public enum ErrorCode: Sendable {
    /// The text was no JSON (JSON-RPC 2.0, section 5.1).
    public static let parseError = -32_700
    /// The JSON was no request (JSON-RPC 2.0, section 5.1).
    public static let invalidRequest = -32_600
    /// A request needs a URL elicitation first (2025-11-25 only; R073).
    public static let urlElicitationRequired = -32_042
    /// HTTP headers and body disagree (2026-07-28).
    public static let headerMismatch = -32_020
    /// The request lacks a client capability that it needs (2026-07-28).
    public static let missingRequiredClientCapability = -32_021
    /// The server does not speak the request's revision (2026-07-28).
    public static let unsupportedProtocolVersion = -32_022
    /// Ward refused or denied the message.
    ///
    /// It lies outside the ranges of JSON-RPC and MCP, so no server's error looks
    /// like it (mcp-spec, section 5).
    public static let refusedByWard = -31_001
}
