"""The Python sample of the document, with Eclipse Paho's Python client as installed, against lmq-broker."""

import sys

import samples
from samples import interop

HEADING = "Python 接入示例"
TOPIC = "TopicA/python/test"
# The sample's own, odd as it is: a quotation mark is missing there, so that a quote and a plus are part of the device id.
# That signs in; but no topic may have a plus in it, so that nobody can send it peer to peer.
CLIENT_ID = interop.GROUP + '@@@"+TEST00001'


def indented(flat):
    """Functions whose bodies were flattened: what is not a function's head, nor an if's branch, is one level deeper."""
    lines = []
    for line in flat.split("\n"):
        branch = line.startswith(("if", "elif", "else", "print"))
        lines.append(line if line.startswith("def ") or not line else "    " * (1 if branch else 2) + line)
    return "\n".join(lines)


def edited(document, host, port, ca_file=None):
    sample = samples.cut.Sample(document.program(HEADING, "#!/usr/bin/env python"))
    sample.set("accessKey = 'XXXXXX'", f"accessKey = '{interop.ACCESS_KEY}'")
    sample.set("secretKey = 'XXXXX'", f"secretKey = '{interop.SECRET_KEY}'")
    sample.set("groupId = 'GID_XXX'", f"groupId = '{interop.GROUP}'")
    sample.set("topic = 'XXXX/python/test'", f"topic = '{TOPIC}'")
    sample.set("brokerUrl='XXXXXXXXXX'", f"brokerUrl='{host}'")
    sample.set("client.connect(brokerUrl, 1883, 60)", f"client.connect(brokerUrl, {port}, 60)")
    sample.repair("an import that the page's width broke in two is joined", ("MQTT_LOG_ERR,\nMQTT_LOG_DEBUG",
                                                                           "MQTT_LOG_ERR, MQTT_LOG_DEBUG"))
    flat = sample.text[sample.text.index("def on_log"):sample.text.index("def on_disconnect")]
    sample.repair("the indentation that three functions lost on the page is put back", (flat, indented(flat)))
    if ca_file is not None:
        added = document.program(HEADING, "client.tls_set('XXX.crt'").split("\n")[0]
        sample.set("client.connect(brokerUrl", added + "\nclient.connect(brokerUrl")
        sample.set("client.tls_set('XXX.crt'", f"client.tls_set('{ca_file}'")
        sample.repair("server_hostname, which only the fork that the document installs took, is left out: Paho sends "
                      "the server name (SNI) by itself since 1.4", (", server_hostname='XXXXXXXX'", ""))
    return sample


class PythonSample:
    """The tests of both doors."""

    door = None

    def test_signs_in_subscribes_publishes_and_receives(self):
        sample = edited(self.document, self.broker.host, self.broker.ports[self.door],
                        self.broker.ca_file if self.door == "tls" else None)
        print(sample.report("Python sample"), flush=True)
        program = self.start("the Python sample", sys.executable, self.write("sample.py", sample.text))
        program.says("Connected with result code 0")
        for number in range(1, 11):
            program.says(f"{TOPIC} b'{number}'")
        session = self.control.session(CLIENT_ID)
        self.assertEqual((session["connected"], session["clean"], session["subscriptions"]),
                         (True, True, [{"filter": TOPIC, "qos": 0}]))
        for number, message in enumerate(self.control.consume("TopicA", 10), 1):
            self.assert_message_of(message, CLIENT_ID, "/python/test", 0, str(number))

        self.control.kick(CLIENT_ID)
        program.says("Unexpected disconnection")
        program.says("Connected with result code 0")


class OverTcp(PythonSample, samples.SampleTest):
    door = "tcp"


class OverTls(PythonSample, samples.SampleTest):
    door = "tls"
    doors = ("tcp", "tls", "http")


if __name__ == "__main__":
    interop.require_programs("stdbuf")
    samples.main()
