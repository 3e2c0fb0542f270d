#include "store/pending_changes.hpp"

#include <doctest/doctest.h>

using namespace lmq::broker::store;

namespace
{

using Kind = Change::Kind;

Change change(Kind kind, std::uint64_t number)
{
    Change made;
    made.kind = kind;
    made.number = number;
    return made;
}

} // namespace

TEST_CASE("changes keep their order and a copy of their texts")
{
    PendingChanges changes;
    CHECK(changes.empty());
    std::string text = "first";
    changes.add(change(Kind::put_session, 1), {text, ""});
    text = "other";
    changes.add(change(Kind::put_body, 2), {"topic", "payload"});
    REQUIRE(changes.all().size() == 2);
    std::size_t at = changes.all()[0].texts;
    CHECK(changes.text(at) == "first");
    CHECK(changes.text(at).empty());
    at = changes.all()[1].texts;
    CHECK(changes.text(at) == "topic");
    CHECK(changes.text(at) == "payload");
}

TEST_CASE("an entry or body that is taken back leaves nothing to write")
{
    PendingChanges changes;
    changes.add(change(Kind::put_body, 1), {"topic", "payload"});
    changes.add(change(Kind::put_entry, 1));
    CHECK(changes.take_back(Kind::put_entry, 1));
    CHECK_FALSE(changes.take_back(Kind::put_entry, 1));
    CHECK(changes.size() == 1);
    CHECK(changes.take_back(Kind::put_body, 1));
    CHECK(changes.empty());
    CHECK(changes.all().empty());
}

TEST_CASE("changes are urgent unless nothing but entries and bodies go")
{
    PendingChanges changes;
    changes.add(change(Kind::drop_entry, 1));
    changes.add(change(Kind::drop_body, 1));
    CHECK_FALSE(changes.urgent());
    changes.add(change(Kind::put_entry, 2));
    CHECK(changes.urgent());
    CHECK(changes.take_back(Kind::put_entry, 2));
    CHECK_FALSE(changes.urgent());
    changes.add(change(Kind::drop_received, 1));
    CHECK(changes.urgent());
    changes.clear();
    CHECK_FALSE(changes.urgent());
}

TEST_CASE("of two puts under one number the later is written")
{
    PendingChanges changes;
    changes.add(change(Kind::put_body, 1), {"topic", "old"});
    changes.add(change(Kind::put_body, 1), {"topic", "new"});
    CHECK(changes.size() == 1);
    const Change last = changes.all().back();
    CHECK(last.kind == Kind::put_body);
    std::size_t at = last.texts;
    CHECK(changes.text(at) == "topic");
    CHECK(changes.text(at) == "new");
}
