import Foundation

/// Hands elements from a thread that may be held to one task that awaits them; nothing is lost between.
final class Mailbox<Element>: @unchecked Sendable {
    private let changed = NSCondition()
    private let limit: Int
    private var elements: [Element] = []
    private var taker: CheckedContinuation<Element?, Never>?
    private var ended = false

    /// `limit`: elements, 1 and up, at which `put` holds its thread.
    init(limit: Int) {
        self.limit = limit
    }

    /// Returns when there is room for the next element.
    func put(_ element: Element) {
        changed.lock()
        defer { changed.unlock() }
        if ended { return }
        if let waiting = taker {
            taker = nil
            waiting.resume(returning: element)
            return
        }
        elements.append(element)
        while elements.count >= limit && !ended {
            changed.wait()
        }
    }

    /// The next element; nil after the end, and when the task is cancelled.
    func take() async -> Element? {
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                give(to: continuation)
            }
        } onCancel: {
            end()
        }
    }

    /// No more come; what is there may still be taken.
    func end() {
        changed.lock()
        defer { changed.unlock() }
        ended = true
        taker?.resume(returning: nil)
        taker = nil
        changed.broadcast()
    }

    private func give(to continuation: CheckedContinuation<Element?, Never>) {
        changed.lock()
        defer { changed.unlock() }
        if !elements.isEmpty {
            let element = elements.removeFirst()
            changed.broadcast()
            continuation.resume(returning: element)
        } else if ended {
            continuation.resume(returning: nil)
        } else {
            taker = continuation
        }
    }
}
