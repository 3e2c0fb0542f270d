"""lmq-broker's HTTP side (sdk/docs/contracts.md): the sessions it has, and MQ's messages in and out."""

import json
import urllib.error
import urllib.parse
import urllib.request

import interop


class Control:
    """Of a broker that was started with --control and the door http."""

    def __init__(self, broker):
        self._base = f"http://{broker.host}:{broker.ports['http']}"
        # A proxy that the environment names is not for this machine's own addresses.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def _call(self, method, path, body=None):
        request = urllib.request.Request(self._base + path, method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with self._opener.open(request, timeout=interop.DEADLINE_S) as answer:
            return json.loads(answer.read())

    def session(self, client_id):
        """What the broker knows of a client; None when it has no session."""
        try:
            return self._call("GET", "/control/v1/sessions/" + urllib.parse.quote(client_id, safe=""))
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def kick(self, client_id):
        """Closes a client's connection."""
        self._call("POST", "/control/v1/sessions/" + urllib.parse.quote(client_id, safe="") + "/kick", {})

    def issue_token(self, actions, resources, valid_ms=3_600_000):
        return self._call("POST", "/control/v1/tokens/issue",
                          {"actions": actions, "resources": resources, "expire_ms": valid_ms})["token"]

    def consume(self, topic, count, group="GID_BBB"):
        """The next `count` messages that MQ has of a topic, for an MQ consumer of that group."""
        messages = []
        while len(messages) < count:
            query = urllib.parse.urlencode(
                {"group": group, "max": count - len(messages), "wait_ms": interop.DEADLINE_S * 1000 // 2})
            got = self._call("GET", f"/mq/v1/topics/{topic}/messages?{query}")["messages"]
            if not got:
                raise AssertionError(f"MQ has {len(messages)} messages of {topic}, not {count}: {messages}")
            messages += got
        return messages

    def produce(self, topic, second, body):
        """Sends from MQ to MQTT: to the subscribers of topic + second, or to one client (spec 12.1)."""
        self._call("POST", f"/mq/v1/topics/{topic}/messages",
                   {"tag": "MQ2MQTT", "properties": {"mqttSecondTopic": second}, "body": body})
