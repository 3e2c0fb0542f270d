#include "conformance/malformed_table.hpp"

#include <array>
#include <utility>

namespace lmq::test
{
namespace
{

using Named = std::pair<const char *, std::string>;

constexpr std::array<const char *, 16> type_names = {
    "type 0",    "CONNECT", "CONNACK",     "PUBLISH",  "PUBACK",  "PUBREC",   "PUBREL",     "PUBCOMP",
    "SUBSCRIBE", "SUBACK",  "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "type 15"};

std::string byte(unsigned value)
{
    return std::string(1, static_cast<char>(static_cast<unsigned char>(value)));
}

/// Sequences that RFC 3629 or MQTT 1.5.3 rule out.
const std::vector<Named> &bad_texts()
{
    static const std::vector<Named> all = {
        {"NUL", std::string(1, '\0')},
        {"NUL in the middle", std::string("a\0b", 3)},
        {"the lowest surrogate", "\xed\xa0\x80"},
        {"the highest surrogate", "\xed\xbf\xbf"},
        {"a surrogate pair", "\xed\xa0\xbd\xed\xb8\x80"},
        {"NUL in two bytes", "\xc0\x80"},
        {"a slash in two bytes", "\xc0\xaf"},
        {"two bytes for 7F", "\xc1\xbf"},
        {"three bytes for nothing", "\xe0\x80\x80"},
        {"three bytes for 7FF", "\xe0\x9f\xbf"},
        {"four bytes for nothing", "\xf0\x80\x80\x80"},
        {"four bytes for FFFF", "\xf0\x8f\xbf\xbf"},
        {"beyond 10FFFF", "\xf4\x90\x80\x80"},
        {"lead byte F5", "\xf5\x80\x80\x80"},
        {"five bytes", "\xf8\x88\x80\x80\x80"},
        {"six bytes", "\xfc\x84\x80\x80\x80\x80"},
        {"FE", "\xfe"},
        {"FF", "\xff"},
        {"two bytes cut", "\xc3"},
        {"three bytes cut", "\xe2\x82"},
        {"four bytes cut", "\xf0\x9f\x98"},
        {"a stray continuation", "\x80"},
        {"the last stray continuation", "\xbf"},
        {"a wrong second byte", "\xc3\x28"},
        {"a wrong third byte", "\xe2\x82\x28"},
        {"a wrong fourth byte", "\xf0\x9f\x98\x28"},
    };
    return all;
}

/// Filters that 4.7.1 rules out.
const std::vector<std::string> &bad_filters()
{
    static const std::vector<std::string> all = {"",    "/a#", "/#a",     "/#/a", "/##", "/a+",
                                                 "/+a", "/+#", "/a/+b/c", "/++",  "/#/", "/a/#b"};
    return all;
}

class Table
{
public:
    Table(ConnectFields who, std::string parent) : who_(std::move(who)), parent_(std::move(parent))
    {
        samples_ = {packet(0x00, "").bytes,
                    connect(who_).bytes,
                    connack(0).bytes,
                    publish(topic(), "x").bytes,
                    puback(7).bytes,
                    pubrec(7).bytes,
                    pubrel(7).bytes,
                    pubcomp(7).bytes,
                    subscribe(7, {{topic(), 1}, {parent_ + "/other", 0}}).bytes,
                    suback(7, {0}).bytes,
                    unsubscribe(7, {topic(), parent_ + "/other"}).bytes,
                    unsuback(7).bytes,
                    pingreq().bytes,
                    pingresp().bytes,
                    disconnect().bytes,
                    packet(0xF0, "").bytes};
    }

    std::vector<MalformedCase> make()
    {
        order();
        header_flags();
        lengths();
        truncated();
        texts();
        publishes();
        subscriptions();
        connect_flags();
        protocols();
        acknowledgements();
        return std::move(all_);
    }

private:
    std::string topic() const { return parent_ + "/x"; }

    void closes(std::string name, std::string bytes, bool signed_in = true)
    {
        all_.push_back({std::move(name), std::move(bytes), signed_in, Verdict::closes, {}});
    }
    void closes(std::string name, const Packet &bytes, bool signed_in = true)
    {
        closes(std::move(name), bytes.bytes, signed_in);
    }
    void answers(std::string name, const Packet &bytes, Packet answer, bool signed_in = true)
    {
        all_.push_back({std::move(name), bytes.bytes, signed_in, Verdict::answers, std::move(answer)});
    }

    // [MQTT-3.1.0-1], [MQTT-3.1.0-2], and packets of the other direction.
    void order()
    {
        for (unsigned type = 0; type < 16; ++type) {
            const std::string name = type_names[type];
            if (type != 1) closes(name + " before CONNECT", samples_[type], false);
            if (type == 2 || type == 9 || type == 11 || type == 13) closes(name + " from a client", samples_[type]);
        }
        closes("a second CONNECT", samples_[1]);
        ConnectFields other = who_;
        other.client_id += "2";
        closes("a second CONNECT of another client id", connect(other));
        closes("a second CONNECT that is malformed", packet(0x10, "x"));
        closes("HTTP", std::string("GET / HTTP/1.1\r\n\r\n"), false);
    }

    // [MQTT-2.2.2-2]: each type with each of the flag nibbles that it must not have.
    void header_flags()
    {
        for (unsigned type = 0; type < 16; ++type) {
            for (unsigned flags = 0; flags < 16; ++flags) {
                const bool wants_2 = type == 6 || type == 8 || type == 10;
                bool good = flags == (wants_2 ? 2U : 0U);
                if (type == 3) good = (flags & 6U) != 6U && ((flags & 8U) == 0 || (flags & 6U) != 0);
                if (type == 0 || type == 15) good = false;
                if (good) continue;
                std::string bytes = samples_[type];
                if (type == 3 && (flags & 6U) != 0) bytes = publish(topic(), "x", 1, 7).bytes;
                bytes[0] = byte(type << 4U | flags)[0];
                const std::string name = std::string(type_names[type]) + " with flags " + std::to_string(flags);
                closes(name, bytes);
                if (type == 1) closes(name + ", first", bytes, false);
            }
        }
    }

    // 2.2.3.
    void lengths()
    {
        for (unsigned type = 1; type < 15; ++type) {
            const std::string name = type_names[type];
            const bool first = type == 1;
            const std::string head = samples_[type].substr(0, 1);
            const std::string body = Packet{samples_[type], {}}.body();
            for (const std::string &length :
                 {std::string("\xff\xff\xff\xff\x01"), std::string("\x80\x80\x80\x80\x01"),
                  std::string("\x80\x80\x80\x80\0", 5), std::string("\xff\xff\xff\xff\x7f")})
                closes(name + " with a remaining length of five bytes, " + to_hex(length), head + length + body,
                       !first);
            if (type != 3) closes(name + " with a byte too many", packet(samples_[type][0] & 255, body + "x"), !first);
            if (!body.empty())
                closes(name + " with a remaining length of one too few",
                       head + remaining_length(body.size() - 1) + body + (type == 3 ? "x" : ""), !first);
        }
        // What 3.1.1 does not rule out: a length written longer than it need be.
        answers("PINGREQ with its length in four bytes", {std::string("\xc0\x80\x80\x80\0", 5), {}}, pingresp());
        const std::string body = puback(9).body();
        answers("PUBLISH with its length in four bytes",
                {byte(0x32) + byte(0x80U | (str16(topic()) + body).size()) + std::string("\x80\x80\0", 3) +
                     str16(topic()) + body,
                 {}},
                puback(9));
    }

    // Whole packets whose body ends too early, at every byte.
    void truncated()
    {
        ConnectFields full = who_;
        full.will = Will{topic(), "gone", 1, true};
        full.user = full.user.value_or("user");
        full.password = full.password.value_or("password");
        cut("CONNECT", connect(full), false, [](std::size_t) { return false; });
        const std::size_t entry = 2 + topic().size();
        cut("PUBLISH", publish(topic(), "", 1, 7), true, [](std::size_t) { return false; });
        cut("PUBACK", puback(7), true, [](std::size_t) { return false; });
        cut("PUBREC", pubrec(7), true, [](std::size_t) { return false; });
        cut("PUBREL", pubrel(7), true, [](std::size_t) { return false; });
        cut("PUBCOMP", pubcomp(7), true, [](std::size_t) { return false; });
        cut("SUBSCRIBE", {samples_[8], {}}, true, [&](std::size_t size) { return size == 2 + entry + 1; });
        cut("UNSUBSCRIBE", {samples_[10], {}}, true, [&](std::size_t size) { return size == 2 + entry; });
    }

    template <typename Whole>
    void cut(const std::string &name, const Packet &whole, bool signed_in, Whole whole_at)
    {
        const std::string body = whole.body();
        for (std::size_t size = 0; size < body.size(); ++size)
            if (!whole_at(size))
                closes(name + " cut behind " + std::to_string(size) + " bytes",
                       packet(whole.first(), body.substr(0, size)), signed_in);
    }

    // [MQTT-1.5.3-1], [MQTT-1.5.3-2], in every field that is a string.
    void texts()
    {
        for (const auto &[what, sequence] : bad_texts()) {
            // Behind text of more than a machine word, where a check by words goes over to one by bytes.
            for (const char *before : {"", "/abcdefghijklmnop"}) {
                const std::string text = before + sequence;
                const std::string in = std::string(": ") + what + (*before != 0 ? " behind text" : "");
                ConnectFields fields = who_;
                fields.client_id += text;
                fields.password = "x";
                fields.user = fields.user.value_or("user");
                closes("client id" + in, connect(fields), false);
                fields = who_;
                fields.will = Will{parent_ + text, "x"};
                closes("will topic" + in, connect(fields), false);
                fields = who_;
                fields.user = "u" + text;
                fields.password = "x";
                closes("user name" + in, connect(fields), false);
                fields = who_;
                fields.protocol = "MQTT" + text;
                closes("protocol name" + in, connect(fields), false);
                closes("PUBLISH topic" + in, publish(parent_ + text, "x"));
                closes("PUBLISH topic, QoS 1" + in, publish(parent_ + text, "x", 1, 7));
                closes("SUBSCRIBE filter" + in, subscribe(7, {{parent_ + text, 0}}));
                closes("second SUBSCRIBE filter" + in, subscribe(7, {{topic(), 0}, {parent_ + text, 0}}));
                closes("UNSUBSCRIBE filter" + in, unsubscribe(7, {parent_ + text}));
            }
        }
        // Bytes that are not text.
        const std::string bytes("\0\xff\xed\xa0\x80", 5);
        answers("PUBLISH with any bytes for payload", publish(topic(), bytes, 1, 7), puback(7));
        ConnectFields fields = who_;
        fields.will = Will{topic(), bytes};
        answers("CONNECT with any bytes for will message", connect(fields), connack(0), false);
    }

    // 3.3.
    void publishes()
    {
        closes("PUBLISH without topic", publish("", "x"));
        for (const char *end : {"/#", "/+", "#", "+", "/+/x", "/a+", "/a#b"})
            closes("PUBLISH to a topic ending in " + std::string(end), publish(parent_ + end, "x"));
        closes("PUBLISH with a topic longer than the packet", packet(0x30, u16(20) + topic()));
        for (const unsigned qos : {1U, 2U})
            closes("PUBLISH QoS " + std::to_string(qos) + " with packet id 0", publish(topic(), "x", qos, 0));
        closes("PUBLISH QoS 3 with DUP and RETAIN", packet(0x3F, str16(topic()) + u16(7) + "x"));
    }

    // 3.8 and 3.10.
    void subscriptions()
    {
        closes("SUBSCRIBE without a filter", subscribe(7, {}));
        closes("UNSUBSCRIBE without a filter", unsubscribe(7, {}));
        closes("SUBSCRIBE with packet id 0", subscribe(0, {{topic(), 0}}));
        closes("UNSUBSCRIBE with packet id 0", unsubscribe(0, {topic()}));
        for (const unsigned bits : {3U, 4U, 8U, 16U, 32U, 64U, 128U, 5U, 129U, 255U}) {
            closes("SUBSCRIBE asking for QoS byte " + std::to_string(bits), subscribe(7, {{topic(), bits}}));
            closes("SUBSCRIBE asking for QoS byte " + std::to_string(bits) + " second",
                   subscribe(7, {{topic(), 1}, {parent_ + "/y", bits}}));
        }
        for (const std::string &end : bad_filters()) {
            const std::string filter = end.empty() ? end : parent_ + end;
            closes("SUBSCRIBE to \"" + filter + "\"", subscribe(7, {{filter, 0}}));
            closes("SUBSCRIBE to \"" + filter + "\" second", subscribe(7, {{topic(), 0}, {filter, 0}}));
            closes("UNSUBSCRIBE from \"" + filter + "\"", unsubscribe(7, {filter}));
        }
        closes("SUBSCRIBE with a filter longer than the packet", packet(0x82, u16(7) + u16(99) + topic()));
        closes("UNSUBSCRIBE with a filter longer than the packet", packet(0xA2, u16(7) + u16(99) + topic()));
        answers("UNSUBSCRIBE from what is not subscribed", unsubscribe(7, {topic()}), unsuback(7));
    }

    // 3.1.2.3 to 3.1.2.9: every flag byte that contradicts itself, with the fields that it promises.
    void connect_flags()
    {
        for (unsigned flags = 0; flags < 256; ++flags) {
            const bool will = (flags & 4U) != 0;
            const unsigned will_qos = flags >> 3U & 3U;
            const bool user = (flags & 128U) != 0;
            const bool password = (flags & 64U) != 0;
            const bool reserved = (flags & 1U) != 0;
            const bool will_without = !will && (will_qos != 0 || (flags & 32U) != 0);
            if (!reserved && !will_without && will_qos != 3 && (user || !password)) continue;
            std::string body = str16("MQTT") + byte(4) + byte(flags) + u16(60) + str16(who_.client_id);
            if (will) body += str16(topic()) + str16("gone");
            if (user) body += str16(who_.user.value_or("user"));
            if (password) body += str16(who_.password ? *who_.password : ready_password(who_.client_id));
            closes("CONNECT with connect flags " + to_hex(byte(flags)), packet(0x10, body), false);
        }
        const std::string head = str16("MQTT") + byte(4);
        const std::string rest = u16(60) + str16(who_.client_id);
        closes("CONNECT with a will that no flag announces",
               packet(0x10, head + byte(2) + rest + str16(topic()) + str16("gone")), false);
        closes("CONNECT with a user name that no flag announces", packet(0x10, head + byte(2) + rest + str16("user")),
               false);
        closes("CONNECT with a password that no flag announces",
               packet(0x10, head + byte(0x82) + rest + str16("user") + str16("password")), false);
        for (const unsigned flags : {6U, 0x82U, 0xC2U})
            closes("CONNECT without the fields that flags " + to_hex(byte(flags)) + " announce",
                   packet(0x10, head + byte(flags) + rest), false);
        ConnectFields fields = who_;
        for (const char *end : {"/#", "/+", "#", "+"}) {
            fields.will = Will{parent_ + end, "x"};
            closes("CONNECT with a will topic ending in " + std::string(end), connect(fields), false);
        }
        fields.will = Will{"", "x"};
        closes("CONNECT with an empty will topic", connect(fields), false);
    }

    // [MQTT-3.1.2-1], [MQTT-3.1.2-2].
    void protocols()
    {
        ConnectFields fields = who_;
        for (const char *name : {"", "M", "MQT", "MQTTT", "mqtt", "Mqtt", "MQTT ", "MQIsd", "MQISDP", "HTTP"}) {
            fields.protocol = name;
            closes("protocol name \"" + std::string(name) + "\"", connect(fields), false);
        }
        fields.protocol = "MQTT";
        for (const unsigned level : {0U, 1U, 2U, 3U, 5U, 6U, 127U, 0x84U, 255U}) {
            fields.level = level;
            answers("protocol level " + std::to_string(level), connect(fields), connack(1), false);
        }
        fields.protocol = "MQIsdp";
        for (const unsigned level : {0U, 2U, 4U, 5U, 0x83U}) {
            fields.level = level;
            answers("MQIsdp level " + std::to_string(level), connect(fields), connack(1), false);
        }
    }

    // 3.4 to 3.7: for ids nobody knows.
    void acknowledgements()
    {
        answers("PUBACK for an unknown id", puback(4711), {});
        answers("PUBREC for an unknown id", pubrec(4711), pubrel(4711));
        answers("PUBREL for an unknown id", pubrel(4711), pubcomp(4711));
        answers("PUBCOMP for an unknown id", pubcomp(4711), {});
        for (const Packet &zero : {puback(0), pubrec(0), pubrel(0), pubcomp(0)})
            closes(std::string(type_names[zero.type()]) + " with packet id 0", zero);
    }

    ConnectFields who_;
    std::string parent_;
    std::array<std::string, 16> samples_;
    std::vector<MalformedCase> all_;
};

} // namespace

std::vector<MalformedCase> malformed_cases(const ConnectFields &who, const std::string &parent)
{
    return Table(who, parent).make();
}

} // namespace lmq::test
