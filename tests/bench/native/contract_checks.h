// The contracts of schemas/ as checks written by hand over somebody else's JSON library.
//
// `Json` is that library: `Value`, a handle that costs nothing to pass, and these functions, all of
// them static, all of them false when the value is not of the kind that they want:
//
//   bool object<members>(Value, visit)   visit(position, Value) -> bool for each member; false
//                                         also for unknown, missing and, where the library can see
//                                         them, duplicate members
//   bool map(Value, largest, visit)      visit(key, Value) -> bool; duplicates as above
//   bool list(Value, visit)              visit(Value) -> bool
//   bool tag(Value, name, string_view&)  the text that a member of an object has
//   bool is_null(Value), text(Value, string_view&), number(Value, double&),
//        integer(Value, int64_t&), int64(Value, int64_t&)  // as a number or a string
//        boolean(Value), anything(Value)
//
// Formats (UUID, RFC 3339) and the multiple of a double are Tally's own functions for everybody.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tally/engine/values/number.h"
#include "tally/engine/values/time.h"
#include "tally/engine/values/uuid.h"
#include "text_checks.h"

// On-demand parsers are fast when the compiler keeps their values in registers, so what looks at
// one value is inlined; Tally's generated code gets no such help.
#define BENCH_INLINE __attribute__((always_inline))

namespace bench {

/// The members that an object may have, and by bits those that it must have.
template <std::size_t count>
struct Members {
  std::array<std::string_view, count> names;
  std::uint32_t required = (std::uint32_t{1} << count) - 1;
};

/// Unicode scalar values in UTF-8.
inline std::size_t length(std::string_view text) {
  std::size_t continuations = 0;
  for (const char c : text) continuations += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 1 : 0;
  return text.size() - continuations;
}

template <class Json>
class ContractChecks {
 public:
  using Value = typename Json::Value;

  static bool temperature(Value value) {
    static constexpr Members<3> members{{"celsius", "timestamp", "sensor_id"}};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      switch (member) {
        case 0:
          return number(v, -90, 60);
        case 1:
          return unix_millis(v);
        default:
          return text(v, 3, 32, is_sensor_id);
      }
    });
  }

  static bool temperatures(Value value) { return list(value, 0, 100000, temperature); }

  static bool order(Value value) {
    static constexpr Members<15> members{
        {"id", "status", "channel", "customer_email", "customer_phone", "lines", "tags", "labels",
         "payment", "total", "discount", "created_at", "updated_at", "extra", "@kind"},
        0b000'1010'0010'0011};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      switch (member) {
        case 0:
          return uuid(v);
        case 1:
          return one_of(v, {"draft", "placed", "shipped", "VOID"});
        case 2:
          return one_of(v, {"web", "app", "no"});
        case 3:
          return text(v, 0, 254, is_email);
        case 4:
          return text(v, 0, unlimited, is_phone);
        case 5:
          return list(v, 1, 200, line);
        case 6:
          return list(v, 0, 20, [](Value tag) { return text(tag, 1, 40, any_text); });
        case 7:
          return labels(v);
        case 8:
          return payment(v);
        case 9:
          return int64(v, 0);
        case 10:
          return number(v, 0, 100, 0.25);
        case 11:
          return timestamp(v);
        case 12:
          return Json::is_null(v) || timestamp(v);
        case 13:
          return Json::anything(v);
        default:
          return text(v, 0, 20, any_text);
      }
    });
  }

  static bool feed(Value value) {
    static constexpr Members<4> members{{"type", "metadata", "features", "bbox"}, 0b0111};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      switch (member) {
        case 0:
          return one_of(v, {"FeatureCollection"});
        case 1:
          return metadata(v);
        case 2:
          return list(v, 0, 50000, feature);
        default:
          return list(v, 6, 6, [](Value edge) { return any_number(edge); });
      }
    });
  }

 private:
  static constexpr std::size_t unlimited = SIZE_MAX;
  static constexpr double largest = 1.7976931348623157e308;

  static bool line(Value value) {
    static constexpr Members<5> members{{"sku", "quantity", "price", "weight", "note"}, 0b0'0111};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      switch (member) {
        case 0:
          return text(v, 3, 32, is_sku);
        case 1:
          return integer(v, 1, 999);
        case 2:
          return amount(v);
        case 3: {
          double weight = 0;
          return Json::number(v, weight) && weight > 0 && weight <= 1000;
        }
        default:
          return Json::is_null(v) || text(v, 0, 500, any_text);
      }
    });
  }

  static bool amount(Value value) {
    static constexpr Members<2> members{{"micros", "currency"}};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      return member == 0 ? int64(v, INT64_MIN) : text(v, 0, unlimited, is_currency);
    });
  }

  static bool labels(Value value) {
    return Json::map(value, 64, [](std::string_view key, Value v) {
      return has_length(key, 0, 63) && is_label(key) && text(v, 0, 256, any_text);
    });
  }

  static bool payment(Value value) {
    static constexpr Members<3> card{{"method", "token", "three_ds"}};
    static constexpr Members<3> transfer{{"method", "iban", "due"}, 0b011};
    static constexpr Members<1> on_delivery{{"method"}};
    std::string_view method;
    if (!Json::tag(value, "method", method)) return false;
    if (method == "card") {
      return Json::template object<card>(value, [](std::size_t member, Value v) BENCH_INLINE {
        switch (member) {
          case 0:
            return Json::anything(v);
          case 1:
            return text(v, 16, 64, is_token);
          default:
            return Json::boolean(v);
        }
      });
    }
    if (method == "transfer") {
      return Json::template object<transfer>(value, [](std::size_t member, Value v) BENCH_INLINE {
        switch (member) {
          case 0:
            return Json::anything(v);
          case 1:
            return text(v, 0, unlimited, is_iban);
          default:
            return timestamp(v);
        }
      });
    }
    return method == "on_delivery" &&
           Json::template object<on_delivery>(
               value, [](std::size_t, Value v) { return Json::anything(v); });
  }

  static bool metadata(Value value) {
    static constexpr Members<6> members{{"generated", "url", "title", "status", "api", "count"}};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      switch (member) {
        case 0:
          return unix_millis(v);
        case 1:
          return text(v, 0, 512, is_url);
        case 2:
          return text(v, 0, 200, any_text);
        case 3:
          return integer(v, 100, 599);
        case 4:
          return text(v, 0, 16, is_version);
        default:
          return integer(v, 0, UINT32_MAX);
      }
    });
  }

  static bool feature(Value value) {
    static constexpr Members<4> members{{"type", "properties", "geometry", "id"}};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      switch (member) {
        case 0:
          return one_of(v, {"Feature"});
        case 1:
          return properties(v);
        case 2:
          return geometry(v);
        default:
          return text(v, 3, 32, is_event_id);
      }
    });
  }

  static bool geometry(Value value) {
    static constexpr Members<2> members{{"type", "coordinates"}};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      return member == 0 ? one_of(v, {"Point"})
                         : list(v, 3, 3, [](Value each) { return number(each, -180, 1000); });
    });
  }

  static bool properties(Value value) {
    static constexpr Members<26> members{
        {"mag",   "place", "time",   "updated", "tz",  "url",     "detail", "felt", "cdi",
         "mmi",   "alert", "status", "tsunami", "sig", "net",     "code",   "ids",  "sources",
         "types", "nst",   "dmin",   "rms",     "gap", "magType", "type",   "title"}};
    return Json::template object<members>(value, [](std::size_t member, Value v) BENCH_INLINE {
      switch (member) {
        case 0:
          return Json::is_null(v) || number(v, -3, 10);
        case 1:
          return Json::is_null(v) || text(v, 0, 200, any_text);
        case 2:
        case 3:
          return unix_millis(v);
        case 4:
          return Json::is_null(v) || integer(v, -1200, 1200);
        case 5:
        case 6:
          return text(v, 0, 512, is_url);
        case 7:
          return Json::is_null(v) || integer(v, 0, UINT32_MAX);
        case 8:
        case 9:
          return Json::is_null(v) || number(v, 0, 12);
        case 10:
          return Json::is_null(v) || one_of(v, {"green", "yellow", "orange", "red"});
        case 11:
          return one_of(v, {"automatic", "reviewed", "deleted"});
        case 12:
          return integer(v, 0, 1);
        case 13:
          return integer(v, 0, 10000);
        case 14:
          return text(v, 2, 8, is_network);
        case 15:
          return text(v, 1, 32, any_text);
        case 16:
        case 17:
        case 18:
          return text(v, 0, 1024, is_comma_list);
        case 19:
          return Json::is_null(v) || integer(v, 0, UINT16_MAX);
        case 20:
          return Json::is_null(v) || number(v, 0, 360);
        case 21:
          return Json::is_null(v) || number(v, 0, largest);
        case 22:
          return Json::is_null(v) || number(v, 0, 360);
        case 23:
          return Json::is_null(v) || text(v, 0, 16, any_text);
        case 24:
          return one_of(v, {"earthquake", "quarry blast", "explosion", "other event", "ice quake",
                            "sonic boom", "landslide", "mining explosion", "rock burst"});
        default:
          return text(v, 0, 300, any_text);
      }
    });
  }

  BENCH_INLINE static bool any_number(Value value) {
    double read = 0;
    return Json::number(value, read);
  }

  BENCH_INLINE static bool number(Value value, double minimum, double maximum) {
    double read = 0;
    return Json::number(value, read) && read >= minimum && read <= maximum;
  }

  BENCH_INLINE static bool number(Value value, double minimum, double maximum, double step) {
    double read = 0;
    return Json::number(value, read) && read >= minimum && read <= maximum &&
           tally::is_multiple_of(read, step);
  }

  BENCH_INLINE static bool integer(Value value, std::int64_t minimum, std::int64_t maximum) {
    std::int64_t read = 0;
    return Json::integer(value, read) && read >= minimum && read <= maximum;
  }

  BENCH_INLINE static bool int64(Value value, std::int64_t minimum) {
    std::int64_t read = 0;
    return Json::int64(value, read) && read >= minimum;
  }

  BENCH_INLINE static bool unix_millis(Value value) {
    constexpr std::int64_t last = INT64_MAX / 1000000;
    return integer(value, -last, last);
  }

  BENCH_INLINE static bool has_length(std::string_view text, std::size_t minimum,
                                      std::size_t maximum) {
    if (text.size() < minimum) return false;
    if (text.size() <= maximum && text.size() / 4 >= minimum) return true;
    const std::size_t characters = length(text);
    return characters >= minimum && characters <= maximum;
  }

  template <class Test>
  BENCH_INLINE static bool text(Value value, std::size_t minimum, std::size_t maximum, Test test) {
    std::string_view read;
    return Json::text(value, read) && has_length(read, minimum, maximum) && test(read);
  }

  template <std::size_t count>
  BENCH_INLINE static bool one_of(Value value, const char* const (&names)[count]) {
    std::string_view read;
    if (!Json::text(value, read)) return false;
    for (const char* name : names) {
      if (read == name) return true;
    }
    return false;
  }

  BENCH_INLINE static bool uuid(Value value) {
    std::string_view read;
    tally::Uuid parsed;
    return Json::text(value, read) && tally::parse_uuid(read, parsed);
  }

  BENCH_INLINE static bool timestamp(Value value) {
    std::string_view read;
    tally::Timestamp parsed;
    return Json::text(value, read) && tally::parse_timestamp(read, parsed) == tally::TimeStatus::ok;
  }

  template <class Item>
  BENCH_INLINE static bool list(Value value, std::size_t minimum, std::size_t maximum, Item item) {
    std::size_t size = 0;
    return Json::list(value, [&](Value each) { return ++size <= maximum && item(each); }) &&
           size >= minimum;
  }
};

}  // namespace bench
