#import "ChatViewController.h"

@implementation ChatViewController {
    UITextField *_field;
    UITextView *_lines;
    ChatSession *_session;
    LMQNetworkMonitor *_monitor;
}

- (void)viewDidLoad
{
    [super viewDidLoad];
    self.view.backgroundColor = UIColor.systemBackgroundColor;
    _field = [[UITextField alloc] init];
    _field.borderStyle = UITextBorderStyleRoundedRect;
    _field.placeholder = @"Say something";
    _field.delegate = self;
    _lines = [[UITextView alloc] init];
    _lines.editable = NO;
    UIStackView *stack = [[UIStackView alloc] initWithArrangedSubviews:@[ _field, _lines ]];
    stack.axis = UILayoutConstraintAxisVertical;
    stack.spacing = 8;
    stack.translatesAutoresizingMaskIntoConstraints = NO;
    [self.view addSubview:stack];
    UILayoutGuide *safe = self.view.safeAreaLayoutGuide;
    [NSLayoutConstraint activateConstraints:@[
        [stack.topAnchor constraintEqualToAnchor:safe.topAnchor constant:8],
        [stack.bottomAnchor constraintEqualToAnchor:safe.bottomAnchor],
        [stack.leadingAnchor constraintEqualToAnchor:safe.leadingAnchor constant:8],
        [stack.trailingAnchor constraintEqualToAnchor:safe.trailingAnchor constant:-8]
    ]];
    [self connect];
}

/* Xcode's scheme has the environment; a real app asks its user, and its app server for tokens. */
- (void)connect
{
    NSDictionary<NSString *, NSString *> *environment = NSProcessInfo.processInfo.environment;
    NSError *error = nil;
    _session = [[ChatSession alloc] initWithServer:environment[@"LMQ_SERVER"] ?: @"tcp://127.0.0.1:1883"
                                            device:UIDevice.currentDevice.identifierForVendor.UUIDString
                                         secretKey:environment[@"LMQ_SECRET_KEY"] ?: @""
                                          observer:self
                                             queue:NSOperationQueue.mainQueue
                                             error:&error];
    if (_session == nil) {
        [self chatShows:error.localizedDescription];
        return;
    }
    _monitor = [[LMQNetworkMonitor alloc] initWithClient:_session.client];
    [_session join];
}

- (ChatSession *)session
{
    return _session;
}

- (void)chatShows:(NSString *)line
{
    _lines.text = [_lines.text stringByAppendingFormat:@"%@\n", line];
}

- (BOOL)textFieldShouldReturn:(UITextField *)field
{
    [_session say:field.text];
    field.text = @"";
    return YES;
}

@end
