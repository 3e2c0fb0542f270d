import Foundation
import LMQObjC

/// The delegate behind an LMQSession; called on the client's own thread.
final class Listener: NSObject, LMQClientDelegate, @unchecked Sendable {
    let messages: Mailbox<LMQMessage>
    let statuses: AsyncStream<LMQStatus>
    private let status: AsyncStream<LMQStatus>.Continuation
    private let tokenProvider: LMQSession.TokenProvider?

    init(limit: Int, tokenProvider: LMQSession.TokenProvider?) {
        var continuation: AsyncStream<LMQStatus>.Continuation!
        statuses = AsyncStream(bufferingPolicy: .bufferingNewest(64)) { continuation = $0 }
        status = continuation
        messages = Mailbox(limit: limit)
        self.tokenProvider = tokenProvider
    }

    func end() {
        messages.end()
        status.finish()
    }

    func client(_ client: LMQClient, didChangeStatus status: LMQStatus) {
        self.status.yield(status)
    }

    func client(_ client: LMQClient, didReceiveMessage message: LMQMessage) {
        messages.put(message)
    }

    func client(_ client: LMQClient, needsToken request: LMQTokenRequest) {
        guard let tokenProvider = tokenProvider else { return }
        Task {
            do {
                request.provide(try await tokenProvider(request))
            } catch {
                request.fail(reason: String(describing: type(of: error)), retryAfter: -1)
            }
        }
    }
}
