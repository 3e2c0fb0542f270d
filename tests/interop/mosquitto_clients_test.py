"""mosquitto_pub and mosquitto_sub, unchanged, against lmq-broker's tcp and tls. They speak no WebSocket."""

import os
import subprocess
import tempfile

import interop


class Clients:
    """The two programs, signed in as the ready-made account. The password never stands on a command line."""

    def __init__(self, broker, door, secret=None):
        self.broker = broker
        self.port = broker.ports[door]
        self.encryption = ["--cafile", broker.ca_file] if door == "tls" else []
        self._config = tempfile.TemporaryDirectory()
        for program in ("mosquitto_pub", "mosquitto_sub"):
            path = os.path.join(self._config.name, program)
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                file.write(f"-u {interop.ACCESS_KEY}\n-P {secret or interop.password()}\n")

    def close(self):
        self._config.cleanup()

    def _start(self, program, client_id, arguments, stdin=subprocess.DEVNULL, **streams):
        # Line buffering shows each line of a pipe's reader when it is written, not when 4 KiB have come together.
        command = ["stdbuf", "-oL", program, "-h", "localhost", "-p", str(self.port), *self.encryption,
                   "-i", client_id]
        return subprocess.Popen(
            command + arguments, env=dict(os.environ, XDG_CONFIG_HOME=self._config.name),
            stdin=stdin, text=True, **streams)

    def publish(self, client_id, topic, *arguments, stdin=""):
        """Runs mosquitto_pub to its end; answers its exit code and what it said on stderr."""
        process = self._start("mosquitto_pub", client_id, ["-t", topic, *arguments], stdin=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        try:
            _, errors = process.communicate(stdin, timeout=interop.DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise AssertionError(f"mosquitto_pub {topic}: did not end in {interop.DEADLINE_S} s") from None
        return process.returncode, errors

    def subscribe(self, client_id, *arguments):
        return Subscriber(self._start("mosquitto_sub", client_id, ["-d", "-F", Subscriber.FORMAT, *arguments],
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT), client_id)


class Subscriber:
    """A mosquitto_sub whose subscriptions are acknowledged."""

    FORMAT = "message q=%q r=%r %t %p"

    def __init__(self, process, client_id):
        self.process = process
        self.lines = interop.Lines(process.stdout, "mosquitto_sub " + client_id)
        try:
            self.lines.wait_for("SUBACK", lambda line: line.startswith("Subscribed "))
        except BaseException:
            self.kill()
            raise

    def next(self):
        """The next message: "q=1 r=0 topic payload"."""
        line = self.lines.wait_for("message", lambda line: line.startswith("message "))
        return line.partition(" ")[2]

    def kill(self):
        """Ends it as a crash would: no DISCONNECT."""
        self.process.kill()
        self.process.wait()


class MosquittoClients:
    """The tests of both doors."""

    def setUp(self):
        self.clients = Clients(self.broker, self.doors[0])
        self.addCleanup(self.clients.close)

    def subscriber(self, role, *arguments):
        subscriber = self.clients.subscribe(self.device(role), *arguments)
        self.addCleanup(subscriber.kill)
        return subscriber

    def publish(self, topic, *arguments, role="pub", stdin=""):
        self.assertEqual(self.clients.publish(self.device(role), topic, *arguments, stdin=stdin), (0, ""))

    def test_signature_login(self):
        self.publish(self.topic(), "-q", "1", "-m", "signed in")

    def test_wrong_password_is_refused(self):
        stranger = Clients(self.broker, self.doors[0], interop.password(secret_key="another secret"))
        self.addCleanup(stranger.close)
        code, errors = stranger.publish(self.device("pub"), self.topic(), "-q", "1", "-m", "x")
        self.assertNotEqual(code, 0)
        self.assertIn("bad user name or password", errors)

    def test_unknown_group_is_refused(self):
        code, errors = self.clients.publish("GID_unknown@@@d", self.topic(), "-q", "1", "-m", "x")
        self.assertNotEqual(code, 0)
        self.assertIn("identifier rejected", errors)

    def test_every_qos_of_publisher_and_subscriber(self):
        for subscribed in range(3):
            topic = self.topic(f"/{subscribed}")
            subscriber = self.subscriber(f"sub{subscribed}", "-t", topic, "-q", str(subscribed))
            for published in range(3):
                self.publish(topic, "-q", str(published), "-m", f"{published} to {subscribed}")
                self.assertEqual(subscriber.next(),
                                 f"q={min(published, subscribed)} r=0 {topic} {published} to {subscribed}")

    def test_many_lines_arrive_in_order(self):
        topic = self.topic()
        for qos in range(3):
            subscriber = self.subscriber(f"sub{qos}", "-t", topic, "-q", str(qos))
            lines = [f"line {number}" for number in range(500)]
            self.publish(topic, "-q", str(qos), "-l", stdin="\n".join(lines) + "\n")
            self.assertEqual([subscriber.next() for _ in lines], [f"q={qos} r=0 {topic} {line}" for line in lines])
            subscriber.kill()

    def test_payload_of_64_kib(self):
        topic = self.topic()
        subscriber = self.subscriber("sub", "-t", topic, "-q", "1")
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("x" * 65536)
            file.flush()
            self.publish(topic, "-q", "1", "-f", file.name)
        self.assertEqual(subscriber.next(), f"q=1 r=0 {topic} " + "x" * 65536)

    def test_wildcards(self):
        subscriber = self.subscriber("sub", "-t", self.topic("/+/x"), "-t", self.topic("/deep/#"), "-q", "1")
        for level in ("/a/y", "/a/x", "/deep", "/deep/er/x"):
            self.publish(self.topic(level), "-q", "1", "-m", level)
        for level in ("/a/x", "/deep", "/deep/er/x"):
            self.assertEqual(subscriber.next(), f"q=1 r=0 {self.topic(level)} {level}")

    def test_retained(self):
        topic = self.topic()
        live = self.subscriber("live", "-t", topic, "-q", "1")
        self.publish(topic, "-q", "1", "-r", "-m", "kept")
        self.assertEqual(live.next(), f"q=1 r=0 {topic} kept")
        late = self.subscriber("late", "-t", topic, "-q", "1")
        self.assertEqual(late.next(), f"q=1 r=1 {topic} kept")
        self.publish(topic, "-q", "1", "-r", "-n")  # an empty one clears it
        later = self.subscriber("later", "-t", topic, "-q", "1")
        self.publish(topic, "-q", "1", "-m", "live")
        self.assertEqual(later.next(), f"q=1 r=0 {topic} live")

    def test_will_of_a_killed_client(self):
        topic = self.topic()
        heir = self.subscriber("heir", "-t", topic, "-q", "1")
        mortal = self.subscriber("mortal", "-t", self.topic("/other"), "--will-topic", topic, "--will-payload", "gone",
                                 "--will-qos", "1")
        mortal.kill()
        self.assertEqual(heir.next(), f"q=1 r=0 {topic} gone")

    def test_no_will_after_a_disconnect(self):
        topic = self.topic()
        heir = self.subscriber("heir", "-t", topic, "-q", "1")
        self.publish(self.topic("/other"), "-q", "1", "-m", "x", "--will-topic", topic, "--will-payload", "gone")
        self.publish(topic, "-q", "1", "-m", "end")
        self.assertEqual(heir.next(), f"q=1 r=0 {topic} end")

    def test_p2p_reaches_its_target_and_nobody_else(self):
        target = self.subscriber("target", "-t", "TopicA/p2p", "-q", "1")
        bystander = self.subscriber("bystander", "-t", "TopicA/#", "-q", "1")
        topic = "TopicA/p2p/" + self.device("target")
        self.publish(topic, "-q", "1", "-m", "for you")
        self.assertEqual(target.next(), f"q=1 r=0 {topic} for you")
        self.publish(self.topic("/end"), "-q", "1", "-m", "end")
        self.assertEqual(bystander.next(), f"q=1 r=0 {self.topic('/end')} end")

    def test_second_client_takes_the_client_id_over(self):
        topic = self.topic()
        first = self.subscriber("same", "-t", topic, "-q", "1", "--will-topic", self.topic("/will"),
                                "--will-payload", "taken over")
        heir = self.subscriber("heir", "-t", self.topic("/will"), "-q", "1")
        self.publish(self.topic("/x"), "-q", "1", "-m", "x", role="same")
        self.assertEqual(heir.next(), f"q=0 r=0 {self.topic('/will')} taken over")
        first.kill()


class Tcp(MosquittoClients, interop.BrokerTest):
    doors = ("tcp",)


class Tls(MosquittoClients, interop.BrokerTest):
    doors = ("tls",)

    def test_certificate_of_an_unknown_authority_is_refused_by_the_client(self):
        self.clients.encryption = ["--tls-use-os-certs"]
        code, errors = self.clients.publish(self.device("pub"), self.topic(), "-q", "1", "-m", "x")
        self.assertNotEqual(code, 0)
        self.assertIn("TLS error", errors)


if __name__ == "__main__":
    interop.require_programs("mosquitto_pub", "mosquitto_sub", "stdbuf")
    interop.main()
