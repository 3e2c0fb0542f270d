/* What an app does all day, against the broker in the same process. */
#import "Recorder.h"

#include "cross/check.h"

static LMQMessage *message(NSString *topic, NSString *text)
{
    return [[[LMQMessage alloc] initWithTopic:topic text:text] autorelease];
}

static void an_app_with_a_token_publishes_and_receives(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    LMQClientOptions *options = OptionsFor(broker, @"phone");
    LMQTokenNeed *need = [LMQTokenNeed needWithType:LMQTokenTypeReadWrite resources:nil];
    NSError *error = nil;
    [recorder handOutTokensOf:broker];
    [options setCredentials:[LMQCredentials tokensForNeeds:[NSArray arrayWithObject:need] tokenFile:nil]];
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:recorder delegateQueue:nil error:&error];
    NEED(client != nil);
    NEED([client connectWithTimeout:PATIENCE error:&error]);
    CHECK([[client status] state] == LMQStateReady);
    CHECK([[recorder told:@"requests"] count] == 1);
    LMQTokenRequest *request = [[recorder told:@"requests"] objectAtIndex:0];
    CHECK([request reason] == LMQTokenReasonNoneHeld && [request attempt] == 1);
    CHECK([[request clientID] isEqual:@"GID_AAA@@@phone"]);
    ClientSubscribes(client, @"TopicA/notice/");
    CHECK([client publish:message(@"TopicA/notice/", @"grüße") context:@"first" error:&error]);
    NEED([recorder wait:1 of:@"published"]);
    CHECK([[[[recorder told:@"published"] objectAtIndex:0] objectAtIndex:1] isEqual:@"first"]);
    CHECK([[[recorder told:@"published"] objectAtIndex:0] objectAtIndex:2] == [NSNull null]);
    NEED([recorder wait:1 of:@"messages"]);
    LMQMessage *came = [[recorder told:@"messages"] objectAtIndex:0];
    CHECK([[came topic] isEqual:@"TopicA/notice/"] && [[came text] isEqual:@"grüße"]);
    CHECK([came qos] == LMQQoSAtLeastOnce && ![came retained] && ![came duplicate]);
    CHECK([client closeWithTimeout:PATIENCE error:&error]);
    [client release];
    [recorder release];
    lmq_broker_destroy(broker);
}

int main(void)
{
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    RUN(an_app_with_a_token_publishes_and_receives);
    [pool release];
    return check_result();
}
