#import <UIKit/UIKit.h>

#import "ChatSession.h"

/** A field to type into, and what has been said. */
@interface ChatViewController : UIViewController <ChatSessionObserver, UITextFieldDelegate>

@property(nonatomic, readonly) ChatSession *session;

@end
