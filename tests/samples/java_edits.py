"""What the Java samples of the document need before they compile, and the settings put into them."""

import samples
from samples import interop

HEADING = "Java 接入示例"
IMPORTS = """import com.alibaba.fastjson.JSONObject;
import java.io.IOException;
import java.util.Date;
import org.eclipse.paho.client.mqttv3.*;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import static org.eclipse.paho.client.mqttv3.MqttConnectOptions.MQTT_VERSION_3_1_1;

"""
CAUGHT = "try {{ {0} }} catch (MqttException e) {{ e.printStackTrace(); }}"


def _with_imports(sample, imports=IMPORTS):
    sample.text = imports + sample.text
    sample.repairs.append("the imports, which the document leaves out, are put in")
    return sample


def _in_class(sample, name):
    sample.text = f"public class {name} {{\n" + sample.text + "}\n"
    sample.repairs.append("the method is put into a class")
    return sample


def _closed(sample):
    sample.text += "}\n"
    sample.repairs.append("the class's last bracket, lost at the page's end, is put back")


def _comments(sample, count):
    sample.repair("comments whose opening the page shows as closed at once are opened", ("/**/\n", "/**\n"), times=count)


def _checked(sample, call):
    sample.repair("a checked exception that a callback may not throw is caught", (call, CAUGHT.format(call)))


def _credentials(sample, device, topic, access_key="accessKey"):
    # Spaces around the equals sign differ from sample to sample.
    for name, old, new in (("topic", "XXXX", topic), (access_key, None, interop.ACCESS_KEY),
                           ("secretKey", None, interop.SECRET_KEY)):
        start = sample.text.index(f"final String {name} =")
        line = sample.text[start:sample.text.index("\n", start)]
        if old is None:
            old = line[line.index('"') + 1:line.rindex('"')]
            assert set(old) == {"X"}, line
        sample.set(line, line.replace(f'"{old}"', f'"{new}"'))
    start = sample.text.index("final String clientId =")
    line = sample.text[start:sample.text.index("\n", start)]
    sample.set(line, f'final String clientId = "{interop.device(device)}";')


def mac_signature(document):
    sample = samples.cut.Sample(document.program(HEADING, "public class MacSignature"))
    text = sample.text
    first = text[text.index("{") + 1:text.index("* @param text 要签名的文本")]
    sample.repair("the first of two methods of one name and signature, which calls one that there is not, is left out; "
                  "the second is the one that signs", (first, "\n/**\n"))
    sample.repair("a comment that a page's end closed too early is joined",
                  ("* @throws NoSuchAlgorithmException\n*/\n* @throws InvalidKeyException",
                   "* @throws NoSuchAlgorithmException\n* @throws InvalidKeyException"))
    _closed(sample)
    return _with_imports(sample, """import java.nio.charset.Charset;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base64;

""")


def sender(document, port, device, topic, target):
    sample = samples.cut.Sample(document.program(HEADING, "public class MQTTSendMsg"))
    sample.set("tcp://XXXXX.mqtt.aliyuncs.com:1883", f"tcp://localhost:{port}")
    _credentials(sample, device, topic)
    sample.set("GID_mqttdelay3@@@DEVICEID_001", target)
    _comments(sample, sample.text.count("/**/\n"))
    return _with_imports(sample)


def receiver(document, port, device, topic):
    sample = samples.cut.Sample(document.program(HEADING, "public class MQTTRecvMsg"))
    sample.set("tcp://XXXXX.mqtt.aliyuncs.com:1883", f"tcp://localhost:{port}")
    _credentials(sample, device, topic, "accessKey")
    sample.repair("a name is spelt as where it is declared", ("setUserName(acessKey)", "setUserName(accessKey)"))
    _checked(sample, "            sampleClient.subscribe(topicFilters,qos);")
    _closed(sample)
    return _with_imports(sample)


def ordered_sender(document, port, device, topic, target):
    sample = samples.cut.Sample(document.program("MQTT客户端发送顺序消息", "public class MQTTSendMsg"))
    sample.set("tcp://XXXX.mqtt.aliyuncs.com:1883", f"tcp://localhost:{port}")
    _credentials(sample, device, topic)
    sample.set("GID_mqttdelay3@@@DEVICEID_001", target)
    _comments(sample, sample.text.count("/**/\n"))
    _checked(sample, 'sampleClient.publish("$SYS/enableOrderMsg", message);')
    sample.repair("closing brackets that a page's end doubled are taken out",
                  ("    });\n}\n}\n\n});\n", "    });\n"), ("}\n}\n}\n} catch (Exception me)", "}\n}\n} catch (Exception me)"))
    return _with_imports(sample)


def encrypted_sender(document, port, device, topic, target):
    sample = samples.cut.Sample(document.program("SSL 方式接入示例", "public static void main"))
    sample.set("ssl://XXXXX.mqtt.aliyuncs.com:8883", f"ssl://localhost:{port}")
    _credentials(sample, device, topic, "acessKey")
    sample.set("GID_mqttdelay3@@@DEVICEID_001", target)
    return _with_imports(_in_class(sample, "MQTTSslMsg"))


def token_client(document, port, device, topic, token):
    sample = samples.cut.Sample(document.program("客户端上传 Token 凭证", "public static void main"))
    sample.set("tcp://XXXX:1883", f"tcp://localhost:{port}")
    sample.set('clientId = "GID_XXX@@@XXXX"', f'clientId = "{interop.device(device)}"')
    sample.set('topic = "XXXX/XXXXX"', f'topic = "{topic}"')
    sample.set('object.put("token", "XXXX")', f'object.put("token", "{token}")', times=2)
    return _with_imports(_in_class(sample, "MQTTTokenMsg"))
