// How much there may be of what clients can make.
#pragma once

#include <cstdint>
#include <string_view>

namespace tally::sync {

/// The limits of a hub, or as many of each as there are. What a client is told of itself in
/// `welcome` (wire::HubLimits) holds beside them.
struct Bounds {
  // In all.
  std::uint64_t sessions = 20'000;
  std::uint64_t records = 100'000;
  std::uint64_t value_bytes = 512U << 20U;
  std::uint64_t remembered_clients = 100'000;
  std::uint64_t remembered_writes = 1'000'000;
  std::uint64_t pending_bytes = 64U << 20U;
  std::uint64_t unread_bytes = 64U << 20U;
  std::uint64_t resumed_keys = 1'000'000;
  std::uint64_t all_subscribed_bytes = 1U << 30U;
  std::uint64_t all_writes_per_second = 50'000;
  // Of each client.
  std::uint64_t subscribed_bytes = 64U << 20U;
  std::uint64_t unread_replies = 1U << 20U;
  std::uint64_t writes_per_second = 10'000;
  std::uint64_t records_of_client = 10'000;
};

/// What people are told of one of them, here and in docs/operating.md.
struct BoundRow {
  enum class Unit : std::uint8_t { things, bytes };

  std::string_view name;
  std::uint64_t Bounds::*count;
  Unit unit;
  std::string_view what;
  std::string_view beyond;  // what happens to who wants more
};

inline constexpr BoundRow bound_rows[] = {
    {"sessions", &Bounds::sessions, BoundRow::Unit::things, "clients that are connected",
     "closed with 1013"},
    {"records", &Bounds::records, BoundRow::Unit::things,
     "records, those of the hub's own program included", "`too-many` for a write that makes one"},
    {"value_bytes", &Bounds::value_bytes, BoundRow::Unit::bytes, "values that records hold",
     "`too-many` for a write that adds to them"},
    {"remembered_clients", &Bounds::remembered_clients, BoundRow::Unit::things,
     "names of clients that have written",
     "the one that left first is forgotten, after an hour at the earliest; until then `too-many` "
     "for writes under new names"},
    {"remembered_writes", &Bounds::remembered_writes, BoundRow::Unit::things,
     "answers to writes, for who sends one again",
     "those of the client that left first are forgotten: it gets `forgotten`, and nothing is "
     "applied twice"},
    {"pending_bytes", &Bounds::pending_bytes, BoundRow::Unit::bytes,
     "values that the log has yet to keep", "the hub reads nothing more until the log has"},
    {"unread_bytes", &Bounds::unread_bytes, BoundRow::Unit::bytes,
     "answers that are not read, of all clients", "each may have one frame of them"},
    {"resumed_keys", &Bounds::resumed_keys, BoundRow::Unit::things,
     "positions that clients have said hello with", "the key begins with a snapshot"},
    {"all_subscribed_bytes", &Bounds::all_subscribed_bytes, BoundRow::Unit::bytes,
     "memory that subscriptions take, with the records that they name",
     "`too-many`; closed with 1013 where a record that is new has no room"},
    {"all_writes_per_second", &Bounds::all_writes_per_second, BoundRow::Unit::things,
     "writes in a second", "`rate`"},
    {"subscribed_bytes", &Bounds::subscribed_bytes, BoundRow::Unit::bytes,
     "of one client: memory that its subscriptions take",
     "`too-many`; closed with 1013 where a record that is new has no room"},
    {"unread_replies", &Bounds::unread_replies, BoundRow::Unit::bytes,
     "of one client: answers that are not read",
     "the hub reads on when they are; closed with 1013 when none is for 30 s"},
    {"writes_per_second", &Bounds::writes_per_second, BoundRow::Unit::things,
     "of one client: writes in a second, however often it connects", "`rate`"},
    {"records_of_client", &Bounds::records_of_client, BoundRow::Unit::things,
     "of one client: records that it has made", "`too-many`"},
};

}  // namespace tally::sync
