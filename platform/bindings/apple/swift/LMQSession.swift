import Foundation
import LMQObjC

/// A client for async code: messages and states as sequences, calls that are awaited, errors as `LMQError`.
///
/// Thread-safe. What the client is made from, and what each call does and throws, is documented at `LMQClient`.
public final class LMQSession: @unchecked Sendable {
    /// Asks the app server for a token (spec 8.1). What it throws reaches a log by its type's name only.
    public typealias TokenProvider = @Sendable (LMQTokenRequest) async throws -> LMQToken

    /// The client below, for what has no async form here: status, statistics, publishing with a context.
    public let client: LMQClient

    private let listener: Listener
    private static let waits = DispatchQueue(label: "lmq.session", attributes: .concurrent)

    /// Makes a client that connects nothing yet. `tokenProvider`: for credentials of tokens; nil else. Throws what
    /// `LMQClient` fails with, and `LMQError.badCombination` for an `inboxFile`: who takes a message from a sequence
    /// does not say when it is handled, as a delegate's method does.
    public init(options: LMQClientOptions, tokenProvider: TokenProvider? = nil) throws {
        if options.inboxFile != nil { throw LMQError(.badCombination) }
        listener = Listener(limit: max(Int(options.inboxMessages), 1), tokenProvider: tokenProvider)
        client = try LMQClient(options: options, delegate: listener, delegateQueue: nil)
    }

    deinit {
        close()
    }

    /// Messages of topics and of P2P, in order, for one task: while none is taken, the server is held back as
    /// `inboxMessages` says. Ends with `close`, or with the task that takes them.
    public var messages: AsyncStream<LMQMessage> {
        let mailbox = listener.messages
        return AsyncStream(unfolding: { await mailbox.take() })
    }

    /// Changes of state, in order, for one task; of those that nobody takes the last 64 are kept.
    public var statuses: AsyncStream<LMQStatus> {
        return listener.statuses
    }

    /// Returns when the client is ready. `timeout`: seconds. Throws the final refusal, or `LMQError.timeout`, and the
    /// client goes on trying.
    public func connect(timeout: TimeInterval) async throws {
        try await waiting { try $0.connect(timeout: timeout) }
    }

    /// Returns when the message was acknowledged, or for QoS 0 handed to the socket.
    public func publish(_ message: LMQMessage) async throws {
        try await client.publish(message)
    }

    /// The same to one device (spec 6); the message's topic is the parent.
    public func publish(_ message: LMQMessage, toDevice clientID: String) async throws {
        try await client.publish(message, toDevice: clientID)
    }

    /// Returns what the server has granted for each filter, in order; throws the first refusal.
    @discardableResult
    public func subscribe(_ filters: [String], qos: LMQQoS = .atLeastOnce) async throws -> [LMQQoS] {
        let outcomes = try await client.subscribe(filters.map { LMQSubscription(filter: $0, qos: qos) })
        for outcome in outcomes {
            if let error = outcome.error { throw error }
        }
        return outcomes.map { $0.granted }
    }

    /// Returns when the server has answered.
    public func unsubscribe(_ filters: [String]) async throws {
        try await client.unsubscribe(filters)
    }

    /// Returns when everything accepted so far is on the disk.
    public func flush(timeout: TimeInterval) async throws {
        try await waiting { try $0.flush(timeout: timeout) }
    }

    /// Returns in `LMQState.idle`; throws `LMQError.timeout` when something was left, which goes out after the next
    /// connect.
    public func disconnect(timeout: TimeInterval) async throws {
        try await waiting { try $0.disconnect(timeout: timeout) }
    }

    /// Ends the session at once; what is in flight ends with `LMQError.cancelled`.
    public func close() {
        listener.end()
        client.close()
    }

    /// Calls that wait have threads of their own, for Swift's must not be held.
    private func waiting(_ call: @escaping (LMQClient) throws -> Void) async throws {
        let client = self.client
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, Error>) in
            LMQSession.waits.async {
                continuation.resume(with: Result { try call(client) })
            }
        }
    }
}
