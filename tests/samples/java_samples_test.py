"""The Java samples of the document, with the libraries that its pom.xml names, against lmq-broker."""

import os
import re

import paho.mqtt.publish

import java_edits
import maven
import samples
from samples import interop

RETAINED = "a message from before"


class JavaSamples(samples.SampleTest):
    doors = ("tcp", "tls", "http")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tcp = cls.broker.ports["tcp"]
        cls.receiver_id = interop.device("java-receiver")
        doc = cls.document
        classes = {
            "sender": ("MQTTSendMsg", java_edits.sender(doc, cls.tcp, "java-sender", "TopicA", cls.receiver_id)),
            "receiver": ("MQTTRecvMsg", java_edits.receiver(doc, cls.tcp, "java-receiver", "TopicA")),
            "ordered": ("MQTTSendMsg", java_edits.ordered_sender(
                doc, cls.tcp, "java-ordered", "OrderedTopic", cls.receiver_id)),
            "encrypted": ("MQTTSslMsg", java_edits.encrypted_sender(
                doc, cls.broker.ports["tls"], "java-encrypted", "TopicB", cls.receiver_id)),
            "token": ("MQTTTokenMsg", java_edits.token_client(
                doc, cls.tcp, "java-token", "bench/token", cls.control.issue_token("R,W", "bench/token")))}
        signature = java_edits.mac_signature(doc)
        print(signature.report("Java sample, MacSignature"), flush=True)
        sources = [cls.write("signature/MacSignature.java", signature.text)]
        for name, (class_name, sample) in classes.items():
            print(sample.report(f"Java sample, {name}"), flush=True)
            sources.append(cls.write(f"{name}/{class_name}.java", sample.text))
        cls.classes = {name: class_name for name, (class_name, _) in classes.items()}
        # Two have one name: each is compiled by itself, after what they share.
        for source in sources:
            cls.run_to_its_end("javac", "-J-XX:TieredStopAtLevel=1", "-encoding", "UTF-8", "-nowarn",
                               "-cp", cls.class_path(), "-d", os.path.dirname(source), source)

    @classmethod
    def class_path(cls, *folders):
        return os.pathsep.join([os.path.join(cls.prepared, "*"),
                                *(os.path.join(cls.folder, folder) for folder in ("signature", *folders))])

    def run_sample(self, name, *options):
        return self.start(f"the Java sample {name}", "java", "-XX:TieredStopAtLevel=1", *options,
                          "-cp", self.class_path(name), self.classes[name])

    def receiver(self):
        """The receiving sample, once it has subscribed: what is retained shows that."""
        paho.mqtt.publish.single(
            "TopicA/notice/", RETAINED, qos=1, retain=True, hostname=self.broker.host, port=self.tcp,
            client_id=interop.device("retainer"), auth={"username": interop.ACCESS_KEY, "password": interop.password()})
        receiver = self.run_sample("receiver")
        receiver.says("connect success")
        receiver.says("messageArrived:TopicA/notice/-----" + RETAINED)
        return receiver

    def test_sender_and_receiver(self):
        receiver = self.receiver()
        session = self.control.session(self.receiver_id)
        self.assertEqual((session["connected"], session["clean"], session["keep_alive_s"]), (True, True, 90))
        self.assertEqual(sorted(subscription["filter"] for subscription in session["subscriptions"]),
                         ["TopicA/notice/", "TopicA/p2p"])

        sender = self.run_sample("sender")
        for number in range(10):
            sender.says(f"{number} pushed at")
        wanted = {(topic, number) for topic in ("TopicA/notice/", "TopicA/p2p/" + self.receiver_id)
                  for number in range(10)}
        while wanted:
            topic, _, body = receiver.says("MQTT Test body").partition("messageArrived:")[2].partition("-----")
            wanted.remove((topic, int(body.rpartition("body")[2])))
        own = [message for message in self.control.consume("TopicA", 21)
               if message["properties"]["clientId"] == interop.device("java-sender")]
        self.assertEqual(len(own), 20)
        self.assert_message_of(own[0], interop.device("java-sender"), "/notice/", 0)
        self.assert_message_of(own[1], interop.device("java-sender"), "/p2p/" + self.receiver_id, 0)

        for client_id, program in ((self.receiver_id, receiver), (interop.device("java-sender"), sender)):
            self.control.kick(client_id)
            program.says("mqtt connection lost")
            program.says("connect success")
        self.control.produce("TopicA", "/p2p/" + self.receiver_id, "still there")
        receiver.says(f"messageArrived:TopicA/p2p/{self.receiver_id}-----still there")

    def test_sender_in_order(self):
        sender = self.run_sample("ordered")
        sender.says("connect success")
        messages = self.control.consume("OrderedTopic", 20)
        client_id = interop.device("java-ordered")
        # Only the request for order mode is acknowledged; it may well be the last that this sample sends.
        sender.lines.wait_for("acknowledgement", re.compile(r"deliveryComplete:[1-9]").match)
        self.assertTrue(self.control.session(client_id)["ordered"])
        bodies = [interop.decoded(message["body_base64"]) for message in messages
                  if message["properties"]["mqttSecondTopic"] == "/notice/"]
        self.assertEqual([int(body.rpartition("body")[2]) for body in bodies], list(range(10)))
        self.assert_message_of(messages[0], client_id, "/notice/", 0)

    def test_sender_over_tls(self):
        trust = os.path.join(self.folder, "trust.p12")
        self.run_to_its_end("keytool", "-importcert", "-noprompt", "-alias", "lmq", "-file", self.broker.ca_file,
                            "-keystore", trust, "-storetype", "PKCS12", "-storepass", "public")
        # The sample says nothing of trust: whoever runs it gives Java its authorities.
        sender = self.run_sample("encrypted", "-Djavax.net.ssl.trustStore=" + trust,
                                 "-Djavax.net.ssl.trustStorePassword=public")
        sender.says("9 pushed at")
        messages = self.control.consume("TopicB", 20, group="GID_AAA")
        self.assert_message_of(messages[0], interop.device("java-encrypted"), "/notice/", 0)
        session = self.control.session(interop.device("java-encrypted"))
        self.assertEqual((session["connected"], session["clean"]), (True, False))

    def test_token_client(self):
        client = self.run_sample("token")
        client.says("deliveryComplete:")
        client_id = interop.device("java-token")
        message = self.control.consume("bench", 1)[0]
        self.assert_message_of(message, client_id, "/token", 1)
        session = self.control.session(client_id)
        self.assertEqual(session["subscriptions"], [{"filter": "bench/token", "qos": 0}])
        self.assertEqual(len(session["tokens"]), 1)
        self.control.kick(client_id)
        client.says("mqtt connection lost")


if __name__ == "__main__":
    interop.require_programs("stdbuf")
    samples.main(maven.libraries)
