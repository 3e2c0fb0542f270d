#!/usr/bin/env python3
"""Writes the seed corpora, tests/fuzz/corpus/TARGET/NAME: a handful of small inputs for each target, from the
specification's vectors where there are some. Run it after a change of an input's form, and commit what it makes."""
import json
import pathlib
import shutil

here = pathlib.Path(__file__).resolve().parent
vectors = json.loads((here.parent / "data" / "vectors.json").read_text(encoding="utf-8"))
corpus = here / "corpus"


def seed(target, name, content):
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def text16(text):
    return len(text).to_bytes(2, "big") + text.encode()


def packet(first, body):
    assert len(body) < 128
    return bytes([first, len(body)]) + body


if corpus.exists():
    shutil.rmtree(corpus)

connect = packet(
    0x10, text16("MQTT") + b"\x04\xc2\x00\x3c" + text16("GID_AAA@@@BBB001") + text16("AK_TEST_0001")
    + text16("ssReP+eu30aC5+KnUoIuTnSiSXk="))
will = packet(0x10, text16("MQTT") + b"\x04\x2e\x00\x3c" + text16("c") + text16("TopicA/w") + text16("bye"))
publish = packet(0x30, text16("TopicA/notice/") + b"hello")
publish1 = packet(0x32, text16("TopicA") + b"\x00\x07hello")
subscribe = packet(0x82, b"\x00\x01" + text16("TopicA/+/#") + b"\x01" + text16("b") + b"\x02")
unsubscribe = packet(0xA2, b"\x00\x02" + text16("TopicA/+/#"))
small = b"\x40\x02\x00\x07\x62\x02\x00\x07\xc0\x00\xe0\x00"
for name, content in {"connect": connect, "will": will, "session": connect + subscribe + publish1 + small,
                      "publish": publish, "unsubscribe": unsubscribe}.items():
    seed("codec", name, content)
for each in vectors["wire"]:
    seed("codec", each["id"], bytes.fromhex(each["hex"]))

payloads = {
    "upload": '{"token":"abc.def","type":"RW"}',
    "upload_table": '{"Token":"abc.def","type":"R"}',
    "pull": '{"pushOrder":"DESC","maxPushNum":30}',
    "pull_text": '{"maxPushNum":"7","pushOrder":"ASC"}',
    "order": '{"order":"true"}',
    "order_bool": '{"order":false}',
    "expire": '{"expireTime":1546272000000,"type":"W"}',
    "invalid": '{"code":-1,"type":"RW"}',
    "escapes": '{"token":"\\u00e4\\ud83d\\ude00\\n","type":"R","x":[1,{"y":null}]}',
}
for name, content in payloads.items():
    seed("control_broker", name, content)
    seed("control_sdk", name, content)

seed("token", "signed", '!{"v":1,"a":"AK","x":"R,W","r":["TopicA/x","#"],"e":1546272000000,"p":"MQTT","n":"0123"}')
seed("token", "unsigned", "eyJ2IjoxfQ." + "A" * 43)
seed("token", "fraction", '!{"v":1,"a":"AK","x":"W","r":[],"e":1.5,"p":"MQTT","n":""}')

seed("config", "sections", """[listen]
tcp = "127.0.0.1:1883"
http = "0"
[instance]
region = "cn-hangzhou"
[[account]]
account_id = "1"
access_key = "AK"
secret_key = "SK"
[[topic]]
name = "TopicA"
type = "global_order"
owner = "1"
granted_to = ["2"]
[[group]]
id = "GID_AAA"
owner = "1"
status = "serving"
[limits]
max_inflight = 5
[policy]
presence_client_ip = true
duplicate_policy = "reject"
[clock]
mode = "virtual"
start_ms = 1546272000000
""")
seed("config", "broken", "[policy\nplain = tru")
seed("config", "secret_key", "[[account]]\naccount_id = '1'\naccess_key = 'AK'\nsecret_key = 'SK'\n")

# A byte of switches and the target; the content type; the body (see http.cpp).
c10 = next(v for v in vectors["vectors"] if v["id"].startswith("C10"))["inputs"]["signed_params"]
query = "&".join(f"{k}={v}" for k, v in c10.items()).replace("@", "%40")
signs, has_token, as_form, post, head = 8, 16, 32, 1, 4
seed("http_route", "good", bytes([signs]) + query.encode())
seed("http_route", "unsigned", bytes([0]) + query.encode() + b"&signature=SlGCeXR078efBerAc1scqxKYxh8%3D")
seed("http_route", "post", bytes([post]) + query.encode())
apply = "actions=R%2CW&resources=TopicA%2Fx&expireTime=1546279200000&serviceName=mq&proxyType=MQTT&accessKey=AK_TEST_0001"
seed("http_token", "apply", bytes([post | signs | as_form]) + b"apply\n\n" + apply.encode())
seed("http_token", "apply_query", bytes([signs]) + b"apply?" + apply.encode())
seed("http_token", "revoke", bytes([post | signs | has_token | as_form]) + b"revoke\n\ntoken=T")
seed("http_token", "query", bytes([signs | has_token]) + b"query?token=T")
seed("http_token", "multipart", bytes([post]) + b"apply\nmultipart/form-data; boundary=\"b\"\n--b\r\nContent-Disposition:"
     b" form-data; name=\"actions\"\r\n\r\nR\r\n--b--\r\n")
seed("http_mq", "produce", bytes([post]) + b'TopicA/messages\n\n{"tag":"MQ2MQTT","properties":{"qoslevel":"1",'
     b'"mqttSecondTopic":"/p2p/GID_AAA@@@d"},"body_base64":"aGk="}\x1e\x00TopicA/messages?group=g&max=5')
seed("http_mq", "wait", bytes([0]) + b"GID_AAA_MQTT/messages?group=g&max=5&wait_ms=1000&tag=connect%7C%7Ctcpclean")
seed("http_control", "clock", bytes([0]) + b"clock\n\n\x1e\x01clock/advance\n\n{\"ms\":300000}")
seed("http_control", "faults", bytes([post]) + b'faults\n\n{"packet":"PUBACK","action":"delay","ms":10,"nth":2}\x1e\x00faults'
     b"\n\n\x1e\x03faults/1")
seed("http_control", "sessions", bytes([0]) + b"sessions\n\n\x1e\x00sessions/GID_AAA%40%40%40d\n\n\x1e\x01reset")
seed("http_control", "token", bytes([post]) + b'tokens\n\n{"actions":"R","resources":["TopicA"],"expire_ms":1546279200000}')
seed("http_rest", "healthz", bytes([0]) + b"healthz")
seed("http_rest", "metrics", bytes([head]) + b"metrics?x=%41+")
seed("http_rest", "unknown", bytes([2]) + b"a/%2F/b")

# Operations (see engine.cpp): a variant, then for each an operation with its connection in bits 4 and 5.
op_raw, op_drop, op_ms, op_connect, op_subscribe, op_publish, op_answer, op_produce, op_upload, op_disconnect = (
    0, 1, 2, 4, 5, 6, 7, 8, 9, 12)
first, second = 0x00, 0x10


def sub(peer, *filters):
    return bytes([peer | op_subscribe, len(filters) - 1]) + b"".join(bytes([f, q]) for f, q in filters) + b"\x01"


def pub(peer, topic, qos, payload):
    return bytes([peer | op_publish, qos, topic, len(payload)]) + payload + (b"\x03" if qos else b"")


persistent = bytes([first | op_connect, 0])
other = bytes([second | op_connect, 1 | 4])
talk = persistent + sub(first, (1, 1), (3, 2), (7, 1)) + other + pub(second, 1, 1, b"a") + pub(second, 0, 2, b"b")
seed("engine", "talk", b"\x00" + talk + bytes([first | op_answer, 0, second | op_answer, 0, first | op_disconnect]))
seed("engine", "offline", b"\x02" + persistent + sub(first, (1, 1)) + bytes([first | op_drop]) + other
     + pub(second, 1, 1, b"kept") + pub(second, 5, 1, b"to you") + persistent + bytes([first | op_answer, 0]))
seed("engine", "tokens", b"\x00" + bytes([first | op_connect, 8 | 4, first | op_upload, 0, 1, 60, 0, 0])
     + sub(first, (1, 1)) + bytes([op_ms, 0xff, 0xff]))
seed("engine", "plain", b"\x01" + talk + bytes([first | op_answer, 0x55]) + persistent)
seed("engine", "produce", b"\x00" + persistent + sub(first, (1, 1))
     + bytes([op_produce, 2, 2]) + b"/x" + bytes([2]) + b"hi")
seed("engine", "takeover", b"\x80" + persistent + bytes([second | op_connect, 0]) + sub(second, (7, 1)))
seed("engine", "raw", b"\x00" + bytes([op_raw, len(connect)]) + connect + bytes([op_raw, len(publish)]) + publish)



def given(text):
    return bytes([0, len(text)]) + text.encode()


idle = b"\x03" + given("") * 3 + bytes(9)
event = '{"clientId":"GID_AAA@@@BBB001","channelId":"c","time":"1546272000000"}'
seed("capi", "topics", b"\x00" + given("TopicA/x") + given("GID_AAA@@@BBB001") + bytes([64, 64, 0, 1, 1, 200]))
seed("capi", "signatures", b"\x01" + given("key,a") + given("GID_AAA") + bytes([1]) + bytes([200] * 7) + b"\x00\x67\xc8")
seed("capi", "presence", b"\x02" + given("connect") + given(event) + bytes([0, 9]) + b"\x02" + given("close") + given(event))
seed("capi", "publish", idle + b"\x04" + given("TopicA/x") + given("hello") + bytes([2, 2, 0, 0, 4]) + given("TopicA/#")
     + given("") + bytes([2, 2, 0, 2, 1, 4]) + given("TopicA") + given("GID_AAA@@@BBB002") + bytes([2, 2, 0, 1]))
seed("capi", "refused", b"\x03" + given("ssl://h:1") + given("GID_AAA@@@d") + given("k") + bytes([1, 2, 0, 0, 0, 60, 0, 9, 15, 8]))

seed("store", "untouched", b"")
seed("store", "header", (18).to_bytes(4, "big") + b"\x02\x09\x09")
seed("store", "page", (4096 * 2 + 3).to_bytes(4, "big") + b"\x02\xff\xff")
seed("store", "cut", (20000).to_bytes(4, "big") + b"\xff")

upgrade = (b"GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
           b"AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n")
as_it_comes, made_request, made_frames, with_time, ends = 0, 1, 2, 4, 8
seed("websocket", "request", bytes([as_it_comes]) + b"".join(
    bytes([len(piece) - 1]) + piece for piece in (upgrade[:100], upgrade[100:])))
seed("websocket", "route", bytes([as_it_comes, 60]) + b"GET /route/clientId/get?accessKey=A HTTP/1.1\r\nHost: h\r\n\r\n")
seed("websocket", "session", bytes([made_request | made_frames, 0, 0x82, 2, 0x82, 1, 0x82, 2]) + b"hi" + bytes(
    [3, 0x02, 3, 0x80, 4, 0x89, 1]) + b"p" + bytes([4, 0x88, 2]) + b"\x03\xe8")
seed("websocket", "text", bytes([made_request | made_frames | ends, 4, 0x81, 2]) + b"no")
seed("websocket", "lengths", bytes([made_request, 13]) + b"\x82\xfe\x00\x02\x00\x00\x00\x00\xc0\x00" + b"\x82\xff\x00\x00")
seed("websocket", "late", bytes([made_request | made_frames | with_time, 0, 0x82, 12, 0x82, 200]))
