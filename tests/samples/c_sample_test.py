"""The C sample of the document, built as it says with its own CMakeLists.txt, against lmq-broker."""

import os

import samples
from samples import interop

HEADING = "C 接入示例"


def edited(document, host, port, device, topic, tls=False):
    sample = samples.cut.Sample(document.program(HEADING, '#include "MQTTAsync.h"'))
    sample.set('topic = "XXXXXX";', f'topic = "{topic}";')
    sample.set('char *host = "XXX.mqtt.aliyuncs.com";', f'char *host = "{host}";')
    sample.set('char *groupId = "GID_XXXXXX";', f'char *groupId = "{interop.GROUP}";')
    sample.set('char *deviceId = "XXXXXXXX";', f'char *deviceId = "{device}";')
    sample.set('char *accessKey = "XXXXXXXX";', f'char *accessKey = "{interop.ACCESS_KEY}";')
    sample.set('char *secretKey = "XXXXXXXX";', f'char *secretKey = "{interop.SECRET_KEY}";')
    sample.set("int port = 1883;", f"int port = {port};")
    if tls:  # as the sample's own comment says: take the two lines in
        sample.set("//MQTTAsync_SSLOptions ssl", "MQTTAsync_SSLOptions ssl", times=2)
        sample.set("//conn_opts.ssl = &ssl;", "conn_opts.ssl = &ssl;", times=2)
    # The comment on `topic` goes over a page's end: its last word begins a line, where C takes it for a label before a
    # declaration. Compilers of C99 may refuse that.
    sample.repair("a comment that the page's end broke in two is joined",
                  ("ssl的方式，域名格式是\nssl://", "ssl的方式，域名格式是 ssl://"))
    return sample


class CSample:
    """The tests of both doors."""

    door = None
    scheme = ""
    topic = None
    client_id = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        device = "c-" + cls.door
        cls.topic = "TopicA/c/" + cls.door
        cls.client_id = interop.device(device)
        sample = edited(cls.document, cls.scheme + cls.broker.host, cls.broker.ports[cls.door], device, cls.topic,
                        tls=cls.door == "tls")
        print(sample.report("C sample"), flush=True)
        cls.write("mqttDemo.c", sample.text)
        cls.write("CMakeLists.txt", cls.document.program(HEADING, "cmake_minimum_required"))
        cls.run_to_its_end("cmake", "-S", ".", "-B", "build")
        cls.run_to_its_end("cmake", "--build", "build")

    def test_signs_in_subscribes_publishes_receives_and_comes_back(self):
        # Where Paho C looks for authorities when the sample names none.
        environment = {"SSL_CERT_FILE": self.broker.ca_file} if self.door == "tls" else {}
        sample = self.start("the C sample", os.path.join(self.folder, "build", "mqttDemo"), **environment)
        self.assertIn("passWord is " + interop.password(), sample.says("connect success"))
        sample.says("subscribe success")
        session = self.control.session(self.client_id)
        self.assertEqual((session["connected"], session["clean"], session["subscriptions"]),
                         (True, False, [{"filter": self.topic, "qos": 1}]))

        sample.says("send success 1")
        sample.says(f"recv message from {self.topic} ,body is hello mqtt demo")
        self.assert_message_of(self.control.consume("TopicA", 1)[0], self.client_id,
                               self.topic[len("TopicA"):], 1, "hello mqtt demo")
        self.control.produce("TopicA", "/p2p/" + self.client_id, "to the sample alone")
        sample.says(f"recv message from TopicA/p2p/{self.client_id} ,body is to the sample alone")

        self.control.kick(self.client_id)
        sample.says("Connecting")
        sample.says("connect success")
        sample.says("subscribe success")
        sample.says(f"recv message from {self.topic} ,body is hello mqtt demo")


class OverTcp(CSample, samples.SampleTest):
    door = "tcp"


class OverTls(CSample, samples.SampleTest):
    door = "tls"
    doors = ("tcp", "tls", "http")
    scheme = "ssl://"


if __name__ == "__main__":
    interop.require_programs("cmake", "cc", "stdbuf")
    samples.main()
