#ifndef LMQ_C_CLIENT_H
#define LMQ_C_CLIENT_H

/** @file
 * The client: connects, publishes, subscribes, pulls offline messages. */

#include "lmq_c/handlers.h"
#include "lmq_c/options.h"
#include "lmq_c/state.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A device's connection to the service: signs in, keeps the connection, restores order mode and subscriptions after
 * every connect, and owns each publish until it is done. sdk/docs/c.md has a first program.
 *
 * All calls are thread-safe. Calls that take a timeout in milliseconds wait, answer LMQ_ERROR_OUT_OF_RANGE for a
 * negative one, and LMQ_ERROR_WOULD_DEADLOCK in a handler of this client; the others may be made there, its
 * destruction too. Every call answers LMQ_ERROR_NULL_ARGUMENT for a NULL client and LMQ_ERROR_BAD_STRUCT for a struct
 * that does not come from its _INIT macro; those that ask the client to do something, LMQ_ERROR_CLOSED after
 * lmq_client_close. A NULL handler is none.
 */
typedef struct lmq_client lmq_client;

/** Checks `options`, opens the files they name, and makes a client; connects nothing. `*client` is NULL after an error.
 * Errors: those of lmq_client_id_check, of lmq_topic_name_check for the will, LMQ_ERROR_BAD_URI, _BAD_QOS,
 * _OUT_OF_RANGE, _BAD_COMBINATION, _MISSING_FIELD, each naming the option and the limit; _TLS_CA_UNUSABLE,
 * _TLS_CERTIFICATE_UNUSABLE, _TLS_KEY_UNUSABLE, _TLS_KEY_MISMATCH, _TLS_BAD_SETTING; _STORE_FAILED, _STORE_FULL,
 * _STORE_BUSY, _STORE_DAMAGED, _STORE_NEWER, _STORE_UNSUPPORTED, naming the file; _NO_THREAD. */
LMQ_C_API lmq_error lmq_client_create(const lmq_client_options *options, lmq_client **client);

/** Ends a client without waiting for what is in flight or not handled: that completes with LMQ_ERROR_CANCELLED. Takes
 * NULL too. Waits for a handler that is at work, so do not hold a lock that a handler wants; afterwards no handler
 * runs. In a handler of the client it returns at once: none that lmq_client_on_… set is called any more, but
 * completions still are, and the log and the token store may be, until that handler has returned and the client's
 * thread, or lmq_client_poll below it, has ended. */
LMQ_C_API void lmq_client_destroy(lmq_client *client);

/** Messages of ordinary topics, and P2P messages while there is no P2P handler. This handler, as each that is set
 * below, holds from the next event on. */
LMQ_C_API lmq_error lmq_client_on_message(lmq_client *client, lmq_message_handler handler, void *context);

/** Messages on `<parent>/p2p/<own client id>` (spec 6). */
LMQ_C_API lmq_error lmq_client_on_p2p(lmq_client *client, lmq_message_handler handler, void *context);

/** Every change of state, in order. */
LMQ_C_API lmq_error lmq_client_on_state(lmq_client *client, lmq_state_handler handler, void *context);

/** Messages that an earlier life of the client left in lmq_outbox_options.file, when they are done. What is done before
 * a handler is set waits for it, in memory. */
LMQ_C_API lmq_error lmq_client_on_recovered(lmq_client *client, lmq_recovered_handler handler, void *context);

/** News of what lmq_client_options.offline_pull asks for, after each connect; counts begin anew with each that
 * finishes. */
LMQ_C_API lmq_error lmq_client_on_offline(lmq_client *client, lmq_pull_handler handler, void *context);

/** Starts connecting and keeps at it until lmq_client_disconnect. Harmless when already started; starts again after
 * LMQ_STATE_REFUSED. */
LMQ_C_API lmq_error lmq_client_start(lmq_client *client);

/** lmq_client_start, then waits until LMQ_STATE_READY or a final refusal. In poll mode it polls. Errors: the refusal;
 * LMQ_ERROR_TIMEOUT (the client goes on trying). */
LMQ_C_API lmq_error lmq_client_connect(lmq_client *client, int64_t timeout_ms);

/** Takes a message into the outbox, in any state; topic and payload are copied. `done` is called exactly once with
 * `context`, unless an error is returned here. With a file and commit_interval_ms 0 it returns after the message's
 * commit. Errors: those of lmq_topic_name_check, LMQ_ERROR_PAYLOAD_TOO_LARGE, _BAD_QOS, _OUT_OF_RANGE,
 * _BAD_COMBINATION for a priority in order mode, _OUTBOX_FULL, _TOKEN_RESOURCE where the needs do not cover the topic;
 * with a file also _STORE_FAILED and _STORE_FULL while it cannot be written. */
LMQ_C_API lmq_error lmq_client_publish(lmq_client *client, const lmq_message *message, lmq_publish_handler done,
                                       void *context);

/** lmq_client_publish, and waits for its completion. Errors: also those of lmq_publish_handler; LMQ_ERROR_TIMEOUT (the
 * message stays in the outbox). */
LMQ_C_API lmq_error lmq_client_publish_and_wait(lmq_client *client, const lmq_message *message, int64_t timeout_ms);

/** Publishes to one device, `<parent>/p2p/<target>` (spec 6). Errors: as lmq_client_publish, and those of
 * lmq_p2p_topic. */
LMQ_C_API lmq_error lmq_client_publish_p2p(lmq_client *client, lmq_view parent, lmq_view target_client_id,
                                           lmq_view payload, lmq_qos qos, lmq_publish_handler done, void *context);

/** Adds `count` filters to the subscription set, which is sent after every connect (spec 5.3); the same filter again
 * replaces its QoS. `done` is called once, when the server answered for each filter; a refused filter leaves the set.
 * Errors: LMQ_ERROR_EMPTY for no filter at all, those of lmq_topic_filter_check, _BAD_QOS, _TOO_MANY_SUBSCRIPTIONS,
 * _TOKEN_RESOURCE where the needs do not cover a filter. After an error nothing of the call is taken. */
LMQ_C_API lmq_error lmq_client_subscribe(lmq_client *client, const lmq_subscription *subscriptions, size_t count,
                                         lmq_subscribe_handler done, void *context);

/** lmq_client_subscribe, and waits for the outcomes, of which `outcomes`, unless NULL, gets `count`; their filters are
 * the views of `subscriptions`. LMQ_OK means that the server has answered: look at each outcome. Errors: also
 * LMQ_ERROR_TIMEOUT (the filters stay in the set). */
LMQ_C_API lmq_error lmq_client_subscribe_and_wait(lmq_client *client, const lmq_subscription *subscriptions,
                                                  size_t count, lmq_subscribe_outcome *outcomes, int64_t timeout_ms);

/** Takes `count` filters out of the set, and tells the server when connected. Unknown filters are sent too: a
 * persistent session may hold them. Errors: LMQ_ERROR_EMPTY for no filter at all, those of lmq_topic_filter_check. */
LMQ_C_API lmq_error lmq_client_unsubscribe(lmq_client *client, const lmq_view *filters, size_t count,
                                           lmq_unsubscribe_handler done, void *context);

/** lmq_client_unsubscribe, and waits for the answer. Errors: also those of lmq_unsubscribe_handler; LMQ_ERROR_TIMEOUT
 * (the filters are out of the set all the same). */
LMQ_C_API lmq_error lmq_client_unsubscribe_and_wait(lmq_client *client, const lmq_view *filters, size_t count,
                                                    int64_t timeout_ms);

/** Returns when everything accepted so far is on the disk; at once without a file. Errors: LMQ_ERROR_STORE_FAILED,
 * LMQ_ERROR_STORE_FULL, LMQ_ERROR_TIMEOUT. */
LMQ_C_API lmq_error lmq_client_flush(lmq_client *client, int64_t timeout_ms);

/** Waits for the outbox to empty, sends DISCONNECT, and ends in LMQ_STATE_IDLE. What is left in the outbox stays and
 * goes out after the next lmq_client_start. Error: LMQ_ERROR_TIMEOUT when something was left. */
LMQ_C_API lmq_error lmq_client_disconnect(lmq_client *client, int64_t timeout_ms);

/** lmq_client_disconnect, and waits for the handlers of what has been received; then completes what is left with
 * LMQ_ERROR_CANCELLED, drops messages not handled, and ends the dispatch thread. The outbox's and the inbox's files
 * keep what they hold, and are free. The client still wants lmq_client_destroy. Error: LMQ_ERROR_TIMEOUT when something
 * was left; the client is closed all the same. */
LMQ_C_API lmq_error lmq_client_close(lmq_client *client, int64_t timeout_ms);

/** Poll mode: runs what is due, waiting for something if nothing is; `*handlers_run`, unless NULL, gets the number of
 * handlers called. Error: LMQ_ERROR_WRONG_MODE in thread mode. */
LMQ_C_API lmq_error lmq_client_poll(lmq_client *client, int64_t timeout_ms, size_t *handlers_run);

/** Tells the client that the network came back or changed: an attempt is made at once, and an established connection is
 * tested by reconnecting. */
LMQ_C_API lmq_error lmq_client_network_changed(lmq_client *client);

/** One request for `count` offline messages, 1 to 30 (spec 9.4); there is no telling how many come, as any others do,
 * in the client's handlers. `done` is called when it is acknowledged, which they follow. One request is on its way at a
 * time, and no more than five leave in a second; it waits until the client is ready. Errors: LMQ_ERROR_OUT_OF_RANGE;
 * LMQ_ERROR_WRONG_MODE in the standard profile. */
LMQ_C_API lmq_error lmq_client_pull(lmq_client *client, int32_t count, lmq_pull_order order, lmq_pulled_handler done,
                                    void *context);

/** Requests, each when the messages of the last have been handled, until one brings nothing; goes on after a lost
 * connection. `handler` is called with progress, and a last time when it has finished. `how`: NULL as
 * LMQ_OFFLINE_PULL_INIT. Errors: LMQ_ERROR_IN_PROGRESS while there is one already, that of
 * lmq_client_options.offline_pull included; LMQ_ERROR_OUT_OF_RANGE; LMQ_ERROR_WRONG_MODE in the standard profile. */
LMQ_C_API lmq_error lmq_client_pull_all(lmq_client *client, const lmq_offline_pull *how, lmq_pull_handler handler,
                                        void *context);

/** Ends pulls that are at work with LMQ_ERROR_CANCELLED; messages already asked for still come. */
LMQ_C_API lmq_error lmq_client_cancel_pulls(lmq_client *client);

/** Fills in where the connection stands now; the state handler may not have been told yet. `*status` must come from
 * LMQ_STATUS_INIT. */
LMQ_C_API lmq_error lmq_client_status(const lmq_client *client, lmq_status *status);

/** Fills in the counters, taken at one moment. `*statistics` must come from LMQ_STATISTICS_INIT. */
LMQ_C_API lmq_error lmq_client_statistics(const lmq_client *client, lmq_statistics *statistics);

#ifdef __cplusplus
}
#endif

#endif
