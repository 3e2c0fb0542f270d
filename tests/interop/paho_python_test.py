"""Eclipse Paho's Python client, unchanged, against lmq-broker's tcp, tls, ws and wss."""

import os
import queue
import socket
import ssl
import threading

import paho.mqtt.client as mqtt

import interop


def client_options(door, client_id):
    options = {"client_id": client_id, "protocol": mqtt.MQTTv311,
               "transport": "websockets" if door in ("ws", "wss") else "tcp"}
    if hasattr(mqtt, "CallbackAPIVersion"):  # Paho 2 asks which of its interfaces is meant
        options["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION1
    return options


class Device:
    """A Paho client whose callbacks become queues that can be waited on."""

    def __init__(self, broker, door, client_id, clean_session=True, password=None, will=None):
        self.client_id = client_id
        self._connacks = queue.Queue()
        self._messages = queue.Queue()
        self._subacks = queue.Queue()
        self._unsubacks = queue.Queue()
        self.lost = threading.Event()
        self._crashed = False
        self.client = mqtt.Client(**client_options(door, client_id), clean_session=clean_session)
        self.client.reconnect_delay_set(1, 1)
        self.client.username_pw_set(interop.ACCESS_KEY, password or interop.password())
        if door in ("tls", "wss"):
            self.client.tls_set(broker.ca_file)
        if will is not None:
            self.client.will_set(*will)
        self.client.on_connect = lambda client, data, flags, code: self._connacks.put((code, flags["session present"]))
        self.client.on_message = lambda client, data, message: self._messages.put(message)
        self.client.on_subscribe = lambda client, data, mid, granted: self._subacks.put((mid, tuple(granted)))
        self.client.on_unsubscribe = lambda client, data, mid: self._unsubacks.put(mid)
        self.client.on_disconnect = lambda client, data, code: self.lost.set()
        self.client.connect("localhost", broker.ports[door], keepalive=60)
        self.client.loop_start()

    def _get(self, source, wanted):
        try:
            return source.get(timeout=interop.DEADLINE_S)
        except queue.Empty:
            raise AssertionError(f"{self.client_id}: no {wanted} in {interop.DEADLINE_S} s") from None

    def connack(self):
        """The return code and the session-present flag."""
        return self._get(self._connacks, "CONNACK")

    def subscribe(self, *filters):
        """Subscribes to (filter, qos) pairs; answers what was granted."""
        _, sent = self.client.subscribe(list(filters))
        mid, granted = self._get(self._subacks, "SUBACK")
        assert mid == sent, (mid, sent)
        return granted

    def unsubscribe(self, topic_filter):
        _, sent = self.client.unsubscribe(topic_filter)
        assert self._get(self._unsubacks, "UNSUBACK") == sent

    def publish(self, topic, payload, qos=1, retain=False):
        """Publishes and waits until the handshake of its QoS is done."""
        info = self.client.publish(topic, payload, qos, retain)
        info.wait_for_publish(interop.DEADLINE_S)
        assert info.is_published(), f"{self.client_id}: {topic} not acknowledged in {interop.DEADLINE_S} s"

    def next(self):
        """The next message: its topic, payload, QoS and retain flag."""
        message = self._get(self._messages, "message")
        return message.topic, message.payload, message.qos, message.retain

    def crash(self):
        """Cuts the connection without a DISCONNECT, for good."""
        self.client.loop_stop()
        self.cut()
        self._crashed = True

    def cut(self):
        """Cuts the connection without a DISCONNECT."""
        descriptor = self.client.socket().fileno()  # under TLS and WebSocket too it is the connection's
        with socket.socket(fileno=os.dup(descriptor)) as plain:
            plain.shutdown(socket.SHUT_RDWR)

    def close(self):
        if not self._crashed:
            self.client.disconnect()
        self.client.loop_stop()


class PahoPython:
    """The tests of every door."""

    def device_named(self, role, **options):
        made = Device(self.broker, self.doors[0], self.device(role), **options)
        self.addCleanup(made.close)
        return made

    def connected(self, role, **options):
        made = self.device_named(role, **options)
        self.assertEqual(made.connack(), (0, 0))
        return made

    def test_signature_login(self):
        self.connected("a").publish(self.topic(), "signed in")

    def test_wrong_password_is_refused(self):
        wrong = self.device_named("a", password=interop.password(secret_key="another secret"))
        self.assertEqual(wrong.connack()[0], mqtt.CONNACK_REFUSED_BAD_USERNAME_PASSWORD)
        self.assertTrue(wrong.lost.wait(interop.DEADLINE_S))

    def test_password_of_another_group_is_refused(self):
        wrong = self.device_named("a", password=interop.password(group="GID_BBB"))
        self.assertEqual(wrong.connack()[0], mqtt.CONNACK_REFUSED_BAD_USERNAME_PASSWORD)

    def test_every_qos_of_publisher_and_subscriber(self):
        sender = self.connected("sender")
        for subscribed in range(3):
            topic = self.topic(f"/{subscribed}")
            receiver = self.connected(f"receiver{subscribed}")
            self.assertEqual(receiver.subscribe((topic, subscribed)), (subscribed,))
            for published in range(3):
                payload = f"{published} to {subscribed}".encode()
                sender.publish(topic, payload, published)
                self.assertEqual(receiver.next(), (topic, payload, min(published, subscribed), False))

    def test_a_thousand_messages_of_each_qos_arrive_once_and_in_order(self):
        sender = self.connected("sender")
        sender.client.max_inflight_messages_set(0)  # Paho keeps no order once it has to wait for room
        receiver = self.connected("receiver")
        for qos in range(3):
            topic = self.topic(f"/{qos}")
            self.assertEqual(receiver.subscribe((topic, qos)), (qos,))
            sent = [sender.client.publish(topic, str(number), qos) for number in range(1000)]
            for number in range(1000):
                self.assertEqual(receiver.next(), (topic, str(number).encode(), qos, False))
            for info in sent:
                info.wait_for_publish(interop.DEADLINE_S)
                self.assertTrue(info.is_published())

    def test_payloads_of_any_bytes_and_of_64_kib(self):
        one = self.connected("a")
        topic = self.topic()
        one.subscribe((topic, 2))
        for payload in (b"", bytes(range(256)), bytes(65536)):
            one.publish(topic, payload, 2)
            self.assertEqual(one.next(), (topic, payload, 2, False))

    def test_utf8_topics(self):
        one = self.connected("a")
        topic = self.topic("/\u4e3b\u9898/\U0001f511")
        one.subscribe((topic, 1))
        one.publish(topic, "x")
        self.assertEqual(one.next(), (topic, b"x", 1, False))

    def test_overlapping_filters_deliver_one_copy_with_the_highest_qos(self):
        receiver = self.connected("receiver")
        self.assertEqual(receiver.subscribe((self.topic("/#"), 0), (self.topic("/+"), 2), (self.topic("/x"), 1)),
                         (0, 2, 1))
        sender = self.connected("sender")
        sender.publish(self.topic("/x"), "one", 2)
        sender.publish(self.topic("/x"), "two", 2)
        self.assertEqual(receiver.next(), (self.topic("/x"), b"one", 2, False))
        self.assertEqual(receiver.next(), (self.topic("/x"), b"two", 2, False))

    def test_unsubscribe_stops_one_filter_only(self):
        one = self.connected("a")
        one.subscribe((self.topic("/gone"), 1), (self.topic("/stays"), 1))
        one.unsubscribe(self.topic("/gone"))
        one.publish(self.topic("/gone"), "x")
        one.publish(self.topic("/stays"), "y")
        self.assertEqual(one.next(), (self.topic("/stays"), b"y", 1, False))

    def test_retained(self):
        topic = self.topic()
        sender = self.connected("sender")
        sender.publish(topic, "kept", 1, retain=True)
        late = self.connected("late")
        late.subscribe((topic, 1))
        self.assertEqual(late.next(), (topic, b"kept", 1, True))
        sender.publish(topic, "live", 1, retain=True)
        self.assertEqual(late.next(), (topic, b"live", 1, False))
        sender.publish(topic, b"", 1, retain=True)
        later = self.connected("later")
        later.subscribe((topic, 1))
        sender.publish(topic, "end", 1)
        self.assertEqual(later.next(), (topic, b"end", 1, False))

    def test_will_of_a_cut_connection(self):
        topic = self.topic()
        heir = self.connected("heir")
        heir.subscribe((topic, 2))
        for qos in range(3):
            mortal = self.connected(f"mortal{qos}", will=(topic, f"gone {qos}", qos))
            mortal.crash()
            self.assertEqual(heir.next(), (topic, f"gone {qos}".encode(), qos, False))

    def test_no_will_after_a_disconnect(self):
        topic = self.topic()
        heir = self.connected("heir")
        heir.subscribe((topic, 1))
        polite = self.connected("polite", will=(topic, "gone", 1))
        polite.client.disconnect()
        self.assertTrue(polite.lost.wait(interop.DEADLINE_S))
        heir.publish(topic, "end")
        self.assertEqual(heir.next(), (topic, b"end", 1, False))

    def test_p2p_of_every_qos_without_a_subscription(self):
        target = self.connected("target")
        bystander = self.connected("bystander")
        bystander.subscribe(("TopicA/#", 1))
        sender = self.connected("sender")
        topic = "TopicA/p2p/" + target.client_id
        for qos in range(3):
            sender.publish(topic, f"for you {qos}", qos)
            self.assertEqual(target.next(), (topic, f"for you {qos}".encode(), qos, False))
        sender.publish(self.topic("/end"), "end", 1)
        self.assertEqual(bystander.next(), (self.topic("/end"), b"end", 1, False))

    def test_persistent_session_keeps_its_subscription(self):
        topic = self.topic()
        first = self.connected("same", clean_session=False)
        first.subscribe((topic, 1))
        first.close()
        second = self.device_named("same", clean_session=False)
        self.assertEqual(second.connack(), (0, 1))
        second.publish(topic, "still subscribed")
        self.assertEqual(second.next(), (topic, b"still subscribed", 1, False))
        second.close()
        third = self.device_named("same")
        self.assertEqual(third.connack(), (0, 0))

    def test_comes_back_by_itself_to_its_session(self):
        one = self.connected("back", clean_session=False)
        one.subscribe((self.topic(), 1))
        sender = self.connected("sender")
        one.cut()
        self.assertEqual(one.connack(), (0, 1))
        sender.publish(self.topic(), "welcome")
        self.assertEqual(one.next(), (self.topic(), b"welcome", 1, False))

    def test_unknown_parent_topic_closes_the_connection(self):
        subscriber = self.connected("subscriber")
        subscriber.client.subscribe("NoSuchTopic/x", 1)
        self.assertTrue(subscriber.lost.wait(interop.DEADLINE_S))
        publisher = self.connected("publisher")
        publisher.client.publish("NoSuchTopic/x", "x", 0)
        self.assertTrue(publisher.lost.wait(interop.DEADLINE_S))


class Encrypted:
    """What only the doors with TLS have."""

    def test_certificate_of_an_unknown_authority_is_refused_by_the_client(self):
        door = self.doors[0]
        stranger = mqtt.Client(**client_options(door, self.device("a")))
        stranger.tls_set()
        with self.assertRaises(ssl.SSLCertVerificationError):
            stranger.connect("localhost", self.broker.ports[door])


class Tcp(PahoPython, interop.BrokerTest):
    doors = ("tcp",)


class Tls(PahoPython, Encrypted, interop.BrokerTest):
    doors = ("tls",)


class WebSocket(PahoPython, interop.BrokerTest):
    doors = ("ws",)


class SecureWebSocket(PahoPython, Encrypted, interop.BrokerTest):
    doors = ("wss",)


if __name__ == "__main__":
    interop.main()
