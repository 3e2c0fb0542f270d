import Foundation
@_exported import LMQObjC

extension LMQError {
    /// The short name of the error, such as `too_long`.
    public var name: String {
        return userInfo[LMQErrorNameKey] as? String ?? ""
    }

    /// What led to it: the option, its limit, the peer's answer; nil when there is nothing.
    public var detail: String? {
        return userInfo[LMQErrorDetailKey] as? String
    }

    /// What to do about it.
    public var cure: String {
        return userInfo[NSLocalizedRecoverySuggestionErrorKey] as? String ?? ""
    }
}
