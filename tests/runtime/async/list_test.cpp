#include "tally/async/list.h"

#include <string>

#include "catch.h"

using tally::async::Link;
using tally::async::List;

namespace {

struct ByAge;
struct ByName;

struct Thing : Link<ByAge>, Link<ByName> {
  explicit Thing(char letter) : name(letter) {}
  char name;
};

template <class Tag>
std::string text(const List<Thing, Tag>& list) {
  std::string names;
  list.for_each([&](const Thing& thing) { names += thing.name; });
  return names;
}

Link<ByAge>& by_age(Thing& thing) {
  return thing;
}

}  // namespace

TEST_CASE("a list gives its things in the order in which they came") {
  Thing a('a');
  Thing b('b');
  Thing c('c');
  List<Thing, ByAge> list;
  CHECK(list.empty());
  CHECK(list.pop_front() == nullptr);
  list.push_back(a);
  list.push_back(b);
  list.push_back(c);
  CHECK(text(list) == "abc");
  CHECK(&list.front() == &a);

  CHECK(by_age(b).linked());
  by_age(b).unlink();
  CHECK_FALSE(by_age(b).linked());
  CHECK(text(list) == "ac");
  list.push_back(b);
  CHECK(list.pop_front() == &a);
  CHECK(list.pop_front() == &c);
  CHECK(list.pop_front() == &b);
  CHECK(list.empty());
}

TEST_CASE("a thing may be in one list for each tag at the same time") {
  Thing a('a');
  Thing b('b');
  List<Thing, ByAge> ages;
  List<Thing, ByName> names;
  ages.push_back(b);
  ages.push_back(a);
  names.push_back(a);
  names.push_back(b);
  by_age(b).unlink();
  CHECK(text(ages) == "a");
  CHECK(text(names) == "ab");
}

TEST_CASE("appending moves everything behind the last, and leaves the other list empty") {
  Thing a('a');
  Thing b('b');
  Thing c('c');
  Thing d('d');
  List<Thing, ByAge> first;
  List<Thing, ByAge> second;
  first.append(second);
  CHECK(first.empty());
  second.push_back(a);
  second.push_back(b);
  first.append(second);
  CHECK(text(first) == "ab");
  CHECK(second.empty());
  second.push_back(c);
  second.push_back(d);
  first.append(second);
  CHECK(text(first) == "abcd");
  second.push_back(*first.pop_front());
  CHECK(text(first) == "bcd");
  CHECK(text(second) == "a");
}

TEST_CASE("a visit may take out the thing that it is called for") {
  Thing a('a');
  Thing b('b');
  Thing c('c');
  List<Thing, ByAge> list;
  list.push_back(a);
  list.push_back(b);
  list.push_back(c);
  list.for_each([](Thing& thing) {
    if (thing.name != 'b') by_age(thing).unlink();
  });
  CHECK(text(list) == "b");
}
