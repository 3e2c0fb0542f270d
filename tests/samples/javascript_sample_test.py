"""The JavaScript page of the document in a real headless Chromium, with the libraries it loads, against lmq-broker."""

import os

import samples
from samples import interop

# After samples: it makes the interop tests' modules known.
import chromium
import npm_packages
import web_server

HEADING = "JavaScript 接入示例"


def edited_config(document, host, port, device, topic, tls):
    # A page's end breaks config.js in two, with the last word of a comment left between them.
    sample = samples.cut.Sample(document.program(HEADING, "host =") + document.program(HEADING, "port ="))
    sample.set("host = 'XXX.mqtt.aliyuncs.com';", f"host = '{host}';")
    sample.set("port = 80;", f"port = {port};")
    sample.set("topic = 'XXXXXXXX';", f"topic = '{topic}';")
    sample.set("useTLS = false;", f"useTLS = {'true' if tls else 'false'};")
    sample.set("accessKey = 'XXXXXX';", f"accessKey = '{interop.ACCESS_KEY}';")
    sample.set("secretKey = 'XXXXXX=';", f"secretKey = '{interop.SECRET_KEY}';")
    sample.set("groupId='GID_XXXX';", f"groupId='{interop.GROUP}';")
    sample.set("groupId+'@@@XXXX';", f"groupId+'@@@{device}';")
    return sample


class JavaScriptSample:
    """The tests of both doors."""

    door = None

    def test_signs_in_subscribes_publishes_receives_and_comes_back(self):
        device, topic = "page-" + self.door, "TopicA/page/" + self.door
        client_id = interop.device(device)
        config = edited_config(self.document, "localhost", self.broker.ports[self.door], device, topic,
                               self.door == "wss")
        page = samples.cut.Sample(self.document.program(HEADING, "<?xml"))
        print(config.report("JavaScript sample, config.js"), page.report("its page"), sep="\n", flush=True)
        modules = self.prepared
        server = web_server.WebServer({
            "/page.html": page.text.encode(), "/config.js": config.text.encode(),
            # As mqttws31.js Paho 1.0 was given out; 1.1 has other names for its classes.
            "/mqttws31.js": web_server.read(os.path.join(modules, "paho-mqtt-1.0", "paho-mqtt.js")),
            "/crypto-js.js": web_server.read(os.path.join(modules, "crypto-js", "crypto-js.js"))})
        self.addCleanup(server.close)
        browser = chromium.Chromium(server.url + "/page.html", self.broker.ca_file)
        self.addCleanup(browser.close)

        self.console(browser, f"recv msg : {topic} Hello mqtt!!")
        session = self.control.session(client_id)
        self.assertEqual((session["connected"], session["clean"], session["subscriptions"]),
                         (True, True, [{"filter": topic, "qos": 0}]))
        self.assert_message_of(self.control.consume("TopicA", 1)[0], client_id, topic[len("TopicA"):], 0, "Hello mqtt!!")
        self.control.produce("TopicA", "/p2p/" + client_id, "to the page alone")
        self.console(browser, f"recv msg : TopicA/p2p/{client_id} to the page alone")

        self.control.kick(client_id)
        self.console(browser, f"recv msg : {topic} Hello mqtt!!")

    @staticmethod
    def console(browser, text):
        browser.lines.wait_for(repr(text), lambda line: "CONSOLE" in line and text in line)


class OverWebSocket(JavaScriptSample, samples.SampleTest):
    door = "ws"
    doors = ("ws", "http")


class OverSecureWebSocket(JavaScriptSample, samples.SampleTest):
    door = "wss"
    doors = ("wss", "http")


if __name__ == "__main__":
    chromium.require()
    samples.main(npm_packages.installed)
