// Changes of known effect: what `diff` must call each, and documents that show what it breaks.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/compat/random_contract.h"

namespace tally::compiler::testing {

struct Expectation {
  std::string id;                        // of the change; empty for none
  std::string type;                      // where
  std::optional<Document> old_witness;   // valid before, refused now
  std::optional<Document> new_witness;   // the other way round
  std::vector<std::string> beside = {};  // ids of changes that are told before it
};

/// Two versions that differ in one place.
struct Pair {
  Contract before;
  Contract after;
  Expectation expected;
};

/// What a change is made to: one field of one record, in both versions.
struct Place {
  Random& random;
  Pair& pair;
  std::size_t type;
  std::size_t field;

  [[nodiscard]] Type& was() const { return pair.before.types[type]; }
  [[nodiscard]] Type& now() const { return pair.after.types[type]; }
  [[nodiscard]] Field& old_field() const { return was().fields[field]; }
  [[nodiscard]] Field& new_field() const { return now().fields[field]; }

  /// Makes the field another one in both versions, so that a change finds what it needs.
  void set(const Use& use) const {
    old_field().use = use;
    new_field().use = use;
  }
  void set_unknown(const std::string& policy) const {
    was().unknown = policy;
    now().unknown = policy;
  }
  void set_optional(bool optional) const {
    old_field().optional = optional;
    new_field().optional = optional;
  }

  void expect(const std::string& id) const { pair.expected = {id, "test." + was().name, {}, {}}; }

  /// A document of a version in which the field has a certain value.
  Document old_with(const Document& value) const {
    return with(pair.before, was(), old_field(), value);
  }
  Document new_with(const Document& value) const {
    return with(pair.after, now(), new_field(), value);
  }
  Document old_without() const { return without(old_with(nullptr), old_field()); }
  Document new_without() const { return without(new_with(nullptr), new_field()); }

  /// The value that breaks old readers, new ones, or both.
  void old_breaks(const Document& value) const { pair.expected.old_witness = old_with(value); }
  void new_breaks(const Document& value) const { pair.expected.new_witness = new_with(value); }

 private:
  Document with(const Contract& contract, const Type& record, const Field& member,
                const Document& value) const {
    Document document = random_document(random, contract, record);
    document.erase(member.renamed_from);
    document[member.wire] = value;
    return document;
  }
  static Document without(Document document, const Field& member) {
    document.erase(member.wire);
    return document;
  }
};

inline Use number(const std::string& kind, std::int64_t least, std::int64_t most) {
  Use use;
  use.kind = kind;
  use.least = least;
  use.most = most;
  return use;
}

inline Use words(std::size_t shortest, std::size_t longest, std::size_t wording = 0) {
  Use use;
  use.kind = "string";
  use.shortest = shortest;
  use.longest = longest;
  use.wording = wording;
  return use;
}

inline Use plain(const std::string& kind) {
  Use use;
  use.kind = kind;
  return use;
}

inline Use decimal(std::size_t precision, std::size_t scale) {
  Use use = plain("decimal");
  use.precision = precision;
  use.scale = scale;
  return use;
}

inline Use bytes(std::size_t longest, const std::string& encoding = {}) {
  Use use = plain("bytes");
  use.longest = longest;
  use.encoding = encoding;
  return use;
}

inline Use formatted(const std::string& format) {
  Use use = plain("string");
  use.format = format;
  return use;
}

inline Use list(std::size_t longest, const std::string& more = {}) {
  Use use = plain("list");
  use.longest = longest;
  use.more = more;
  use.element = {number("int32", 0, 9)};
  return use;
}

inline Use with(Use use, const std::string& more) {
  use.more = more;
  return use;
}

using MakeChange = std::function<void(const Place&)>;

/// The same change both ways: `widen` makes before and after, and says a value that only the wider
/// one takes.
struct Widening {
  Use narrow;
  Use wide;
  Document value;
  std::string widened;
  std::string narrowed;
};

inline void apply(const Place& place, const Widening& widening) {
  const bool forward = place.random.one_in(2);
  place.old_field().use = forward ? widening.narrow : widening.wide;
  place.new_field().use = forward ? widening.wide : widening.narrow;
  place.expect(forward ? widening.widened : widening.narrowed);
  if (forward) {
    place.new_breaks(widening.value);
  } else {
    place.old_breaks(widening.value);
  }
}

inline void add_widenings(std::vector<MakeChange>& changes) {
  const auto limits = [&](const Use& narrow, const Use& wide, const Document& value) {
    const Widening each{narrow, wide, value, "limits.loosened", "limits.tightened"};
    changes.push_back([each](const Place& place) { apply(place, each); });
  };
  limits(number("int32", 3, 9), number("int32", 3, 10), 10);
  limits(list(3, "uniqueItems: true"), list(3), Document::array({1, 2, 1}));
  limits(with(words(0, 3), "lengthUnit: bytes"), words(0, 3), "\u00e9\u00e9");
  limits(with(words(0, 3), "lengthUnit: utf16"), words(0, 3), "\U0001f600\U0001f600");
  limits(with(words(2, 3), "lengthUnit: bytes"), with(words(2, 5), "lengthUnit: bytes"), "aaaaa");
  changes.push_back([](const Place& place) {
    const Document value = "2026-11-21T13:47:16.0001Z";
    apply(place, {with(plain("timestamp"), "as: millis"), plain("timestamp"), value, "as.string",
                  "as.millis"});
  });
  limits(number("int64", 3, 9), number("int64", 2, 9), "2");
  limits(number("float64", 3, 9), number("float64", 3, 11), 10.5);
  limits(words(2, 5), words(2, 6), "abcdef");
  limits(words(2, 5), words(1, 5), "a");
  limits(words(0, 5, 1), words(0, 5, 0), " ");
  limits(words(0, 5, 2), words(0, 5, 1), "A");
  limits(words(0, 5, 3), words(0, 5, 1), "0");
  limits(words(1, 4, 3), words(0, 5, 2), "z9");
  Use stepped = number("int32", 0, 60);
  stepped.step = 6;
  Use halved = stepped;
  halved.step = 3;
  limits(stepped, halved, 3);
  limits(stepped, number("int32", 0, 60), 1);
  Use list = plain("list");
  list.shortest = 1;
  list.longest = 2;
  list.element = {plain("bool")};
  Use longer = list;
  longer.longest = 3;
  limits(list, longer, Document::array({true, true, true}));
  Use map = list;
  map.kind = "map";
  Use fuller = longer;
  fuller.kind = "map";
  limits(map, fuller, {{"a", true}, {"b", true}, {"c", false}});
  Use tighter = longer;
  tighter.element = {number("int8", 0, 5)};
  Use looser = longer;
  looser.element = {number("int8", 0, 6)};
  limits(tighter, looser, Document::array({6}));

  limits(decimal(4, 1), decimal(5, 1), 1000);
  limits(decimal(4, 1), decimal(5, 2), "1.25");
  limits(decimal(37, 0), decimal(38, 1), "0.5");
  limits(bytes(3), bytes(4), "AAAAAA==");
  limits(formatted("email"), plain("string"), "nobody");
  limits(formatted("ipv4"), plain("string"), "::1");

  const auto types = [&](const Use& narrow, const Use& wide, const Document& value,
                         const char* prefix) {
    const std::string family(prefix);
    const Widening each{narrow, wide, value, family + ".widened", family + ".narrowed"};
    changes.push_back([each](const Place& place) { apply(place, each); });
  };
  types(number("int8", 0, 100), number("int32", 0, 1000), 1000, "number");
  types(number("int32", 0, 9), number("float64", 0, 9), 0.5, "number");
  types(number("int32", 0, 9), number("int64", 0, 9), "5", "value");
  types(number("int8", 0, 9), decimal(3, 1), "0.5", "value");
  types(plain("date"), plain("string"), "today", "value");
  types(plain("duration"), plain("json"), 1, "value");
  types(plain("bool"), plain("json"), Document::object(), "value");
  types(words(0, 5), plain("json"), 7, "value");
}

inline void add_field_changes(std::vector<MakeChange>& changes) {
  const auto added = [&](bool optional, const std::string& policy) {
    changes.push_back([=](const Place& place) {
      place.set_unknown(policy);
      const bool open = policy != "reject";
      const Field field{"added", "added", optional, number("int8", 0, 9), {}};
      const bool forward = place.random.one_in(2);
      (forward ? place.now() : place.was()).fields.push_back(field);
      place.expect(std::string(forward ? "field.added." : "field.removed.") +
                   (optional ? "optional" : "required") + (open ? ".open" : ""));
      const auto& [has, lacks] = forward ? std::pair(&place.pair.after, &place.pair.before)
                                         : std::pair(&place.pair.before, &place.pair.after);
      Document with = random_document(place.random, *has, has->types[place.type]);
      with["added"] = 5;
      Document without = random_document(place.random, *lacks, lacks->types[place.type]);
      auto& expected = place.pair.expected;
      if (!open) (forward ? expected.new_witness : expected.old_witness) = with;
      if (!optional) (forward ? expected.old_witness : expected.new_witness) = without;
    });
  };
  for (const char* policy : {"reject", "drop", "keep"}) {
    added(true, policy);
    added(false, policy);
  }
  changes.push_back([](const Place& place) {
    place.set(number("int8", 0, 9));
    const bool forward = place.random.one_in(2);
    place.old_field().optional = !forward;
    place.new_field().optional = forward;
    place.expect(forward ? "field.optional" : "field.required");
    (forward ? place.pair.expected.new_witness : place.pair.expected.old_witness) =
        forward ? place.new_without() : place.old_without();
  });
  changes.push_back([](const Place& place) {
    place.old_field().name = "earlier";
    place.new_field().name = "later";
    place.expect("field.renamed");
  });
  changes.push_back([](const Place& place) {
    place.set_unknown("reject");
    place.set(number("int8", 0, 9));
    place.new_field().wire = "wired anew";
    place.expect("field.wire");
    place.old_breaks(1);
    place.new_breaks(1);
  });
  changes.push_back([](const Place& place) {
    place.set(number("int8", 0, 9));
    const bool forward = place.random.one_in(2);
    (forward ? place.new_field() : place.old_field()).use.nullable = true;
    place.expect(forward ? "null.allowed" : "null.refused");
    if (forward) {
      place.new_breaks(nullptr);
    } else {
      place.old_breaks(nullptr);
    }
  });
  changes.push_back([](const Place& place) {
    place.set(number("int8", 0, 9));
    place.new_field().unit = "kg";
    place.expect("unit");
  });
  changes.push_back([](const Place& place) {
    place.old_field().use = number("int32", 0, 9);
    place.new_field().use = number("int32", 5, 15);
    place.expect("limits.moved");
    place.old_breaks(0);
    place.new_breaks(15);
  });
  changes.push_back([](const Place& place) {
    place.old_field().use = number("int32", 0, 9);
    place.new_field().use = plain("bool");
    place.expect("value.changed");
    place.old_breaks(0);
    place.new_breaks(true);
  });
  changes.push_back([](const Place& place) {
    place.old_field().use = number("int8", 0, 9);
    place.new_field().use = number("uint16", 0, 9);
    place.expect("number.type");
  });
  changes.push_back([](const Place& place) {
    // Multiples of 2 from 1 to 9 are those from 2 to 8.
    Use old_use = number("int32", 1, 9);
    old_use.step = 2;
    Use new_use = number("int32", 2, 8);
    new_use.step = 2;
    place.old_field().use = old_use;
    place.new_field().use = new_use;
    place.expect("limits.respelled");
  });
}

/// Fields that may be absent in more than one way, and fields with more than one name.
inline void add_default_and_name_changes(std::vector<MakeChange>& changes) {
  struct Presence {
    bool optional;
    const char* default_value;
  };
  static constexpr Presence required{false, ""};
  static constexpr Presence optional{true, ""};
  static constexpr Presence filled_in{false, "5"};
  const auto presence = [&](Presence was, Presence now, const char* id, bool old_breaks,
                            bool new_breaks) {
    changes.push_back([=](const Place& place) {
      place.set(number("int8", 0, 9));
      place.old_field().optional = was.optional;
      place.old_field().default_value = was.default_value;
      place.new_field().optional = now.optional;
      place.new_field().default_value = now.default_value;
      place.expect(id);
      if (old_breaks) place.pair.expected.old_witness = place.old_without();
      if (new_breaks) place.pair.expected.new_witness = place.new_without();
    });
  };
  presence(required, filled_in, "default.added", false, true);
  presence(filled_in, required, "default.removed", true, false);
  presence(optional, filled_in, "default.for.optional", false, false);
  presence(filled_in, optional, "default.to.optional", false, false);
  presence(filled_in, {false, "6"}, "default.changed", false, false);

  changes.push_back([](const Place& place) {
    place.set_unknown("reject");
    place.now().fields.push_back({"added", "added", false, number("int8", 0, 9), {}, "5"});
    place.expect("field.added.default");
    Document document = random_document(place.random, place.pair.after, place.now());
    document["added"] = 5;
    place.pair.expected.new_witness = document;
  });
  changes.push_back([](const Place& place) {
    place.set_unknown("reject");
    place.set(number("int8", 0, 9));
    const bool forward = place.random.one_in(2);
    Field& later = forward ? place.new_field() : place.old_field();
    later.renamed_from = later.wire;
    later.name = "later";
    later.wire = "later";
    place.expect(forward ? "renamedFrom.added" : "renamedFrom.removed");
    place.pair.expected.beside = {"field.renamed", "field.wire.known"};
    if (forward) {
      place.new_breaks(1);
    } else {
      place.old_breaks(1);
    }
  });
  const auto older = [&](const char* policy, bool may_be_absent, const std::string& more,
                         bool breaks) {
    changes.push_back([=](const Place& place) {
      place.set_unknown(policy);
      place.set_optional(may_be_absent);
      place.set(number("int8", 0, 9));
      const bool forward = place.random.one_in(2);
      (forward ? place.new_field() : place.old_field()).renamed_from = "older";
      place.expect((forward ? "renamedFrom.added" : "renamedFrom.removed") + more);
      if (!breaks) return;
      Document document = forward ? place.new_without() : place.old_without();
      document["older"] = 1;
      auto& expected = place.pair.expected;
      (forward ? expected.new_witness : expected.old_witness) = document;
    });
  };
  older("reject", false, "", true);
  older("reject", true, "", true);
  older("drop", false, ".open", true);
  older("keep", true, ".open.optional", false);

  const auto moved = [&](const Use& was, const Use& now, const char* id, const Document& old_value,
                         const Document& new_value) {
    changes.push_back([=](const Place& place) {
      place.old_field().use = was;
      place.new_field().use = now;
      place.expect(id);
      place.old_breaks(old_value);
      place.new_breaks(new_value);
    });
  };
  moved(decimal(4, 1), decimal(4, 2), "limits.moved", 999, "1.25");
  moved(formatted("email"), formatted("ipv4"), "limits.moved", "a@b.example", "192.0.2.1");
  moved(bytes(9), bytes(9, "base64url"), "encoding.bytes", "+/+/", "-_-_");
  moved(plain("date"), plain("duration"), "value.changed", "2026-11-21", "P1D");
}

inline void add_record_changes(std::vector<MakeChange>& changes) {
  const auto policy = [&](const char* was, const char* now, const char* id, bool old_breaks,
                          bool new_breaks) {
    changes.push_back([=](const Place& place) {
      place.was().unknown = was;
      place.now().unknown = now;
      place.set(number("int8", 0, 9));
      place.expect(id);
      Document document = place.old_with(1);
      document["not declared"] = 1;
      if (old_breaks) place.pair.expected.old_witness = document;
      if (new_breaks) place.pair.expected.new_witness = document;
    });
  };
  policy("drop", "reject", "unknown.closed", true, false);
  policy("keep", "reject", "unknown.closed.kept", true, false);
  policy("reject", "drop", "unknown.opened", false, true);
  policy("reject", "keep", "unknown.opened.kept", false, true);
  policy("drop", "keep", "unknown.kept", false, false);
  policy("keep", "drop", "unknown.dropped", false, false);
  changes.push_back([](const Place& place) {
    for (Type* type : {&place.was(), &place.now()})
      type->fields.push_back({"last", "last", false, number("int8", 0, 9), {}});
    std::reverse(place.now().fields.begin(), place.now().fields.end());
    place.expect("fields.reordered");
  });
  changes.push_back([](const Place& place) {
    // Types are told by name: their order in the file is nothing.
    Type extra = place.now();
    extra.name = "Extra";
    place.pair.after.types.push_back(extra);
    place.expect("type.added");
    place.pair.expected.type = "test.Extra";
  });
  changes.push_back([](const Place& place) {
    Type extra = place.was();
    extra.name = "Extra";
    place.pair.before.types.push_back(extra);
    place.expect("type.removed");
    place.pair.expected.type = "test.Extra";
  });
  changes.push_back([](const Place& place) { place.pair.expected = {}; });
}

/// Changes of an enum or a union that only this record knows.
inline void add_choice_changes(std::vector<MakeChange>& changes) {
  using Edit = std::function<void(Type & was, Type & now)>;
  struct Choice {
    const char* form;
    const char* id;
    Edit edit;
    std::optional<Document> old_witness;
    std::optional<Document> new_witness;
  };
  const auto word = [](const char* tag, const char* wire) { return Document{{tag, wire}}; };
  const std::vector<Choice> choices = {
      {"enum", "enum.value.added", [](Type& was, Type&) { was.words.pop_back(); }, {}, "two"},
      {"enum", "enum.value.removed", [](Type&, Type& now) { now.words.pop_back(); }, "two", {}},
      {"enum", "enum.value.renamed", [](Type&, Type& now) { now.words[1].name = "other"; }, {}, {}},
      {"enum", "enum.value.wire", [](Type&, Type& now) { now.words[1].wire = "other"; }, "two",
       "other"},
      {"enum", "enum.opened", [](Type&, Type& now) { now.open = true; }, {}, "three"},
      {"enum", "enum.closed", [](Type& was, Type&) { was.open = true; }, "three", {}},
      {"enum",
       "enum.value.added.open",
       [](Type& was, Type& now) {
         was.open = now.open = true;
         was.words.pop_back();
       },
       {},
       {}},
      {"enum",
       "enum.value.removed.open",
       [](Type& was, Type& now) {
         was.open = now.open = true;
         now.words.pop_back();
       },
       {},
       {}},
      {"enum",
       "enum.value.wire.open",
       [](Type& was, Type& now) {
         was.open = now.open = true;
         now.words[1].wire = "other";
       },
       {},
       {}},
      {"enum",
       "enum.reordered",
       [](Type&, Type& now) { std::swap(now.words[0], now.words[1]); },
       {},
       {}},
      {"union",
       "union.variant.added",
       [](Type& was, Type&) { was.variants.pop_back(); },
       {},
       word("tag", "two")},
      {"union",
       "union.variant.removed",
       [](Type&, Type& now) { now.variants.pop_back(); },
       word("tag", "two"),
       {}},
      {"union", "union.variant.wire", [](Type&, Type& now) { now.variants[1].word.wire = "other"; },
       word("tag", "two"), word("tag", "other")},
      {"union", "union.tag", [](Type&, Type& now) { now.tag = "which"; }, word("tag", "two"),
       word("which", "two")},
      {"union",
       "union.reordered",
       [](Type&, Type& now) { std::swap(now.variants[0], now.variants[1]); },
       {},
       {}},
  };
  for (const Choice& choice : choices) {
    changes.push_back([choice](const Place& place) {
      Type type;
      type.form = choice.form;
      type.name = "Choice";
      type.words = {{"one", "one"}, {"two", "two"}};
      for (const Word& each : type.words) type.variants.push_back({each, {}});
      Type was = type;
      Type now = type;
      choice.edit(was, now);
      // Before the record, which may use it then.
      place.pair.before.types.push_back(std::move(was));
      place.pair.after.types.push_back(std::move(now));
      Use use = plain("Choice");
      use.named = true;
      place.set(use);
      place.pair.expected = {choice.id, "test.Choice", choice.old_witness, choice.new_witness};
    });
  }
}

/// A rule that only one version has.
inline void add_rule_changes(std::vector<MakeChange>& changes) {
  for (const bool added : {true, false}) {
    changes.push_back([added](const Place& place) {
      place.set_optional(true);
      place.set(plain("bool"));
      (added ? place.now() : place.was()).demanded = place.new_field().name;
      place.expect(added ? "rule.added" : "rule.removed");
      auto& expected = place.pair.expected;
      (added ? expected.old_witness : expected.new_witness) =
          added ? place.old_without() : place.new_without();
    });
  }
}

inline std::vector<MakeChange> all_changes() {
  std::vector<MakeChange> changes;
  add_widenings(changes);
  add_field_changes(changes);
  add_default_and_name_changes(changes);
  add_record_changes(changes);
  add_choice_changes(changes);
  add_rule_changes(changes);
  return changes;
}

}  // namespace tally::compiler::testing
