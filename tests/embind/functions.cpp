// A user's own program: ordinary functions over contracts' types, bound with embind. What they get
// and give is checked in tests/js/embind.test.mjs and, with the same cases, in a browser.
#include <emscripten/bind.h>
#include <malloc.h>

#include <string>
#include <utility>
#include <variant>

#include "orders.h"
#include "scalars.h"
#include "sensors.h"
#include "tally/javascript/embind.h"
#include "values.h"

namespace {

using acme::orders::Order;
using acme::orders::Payment;
using acme::orders::Probe;
using acme::orders::Status;
using sensors::GpsLocation;
using sensors::Temperature;
using Temperatures = tally::embind::Alias<sensors::TemperaturesContract>;
using Labels = tally::embind::Alias<acme::orders::LabelsContract>;

Temperature warmer(Temperature reading, double by) {
  reading.celsius += by;
  return reading;
}

double difference(const Temperature& a, const Temperature& b) {
  return a.celsius - b.celsius;
}

std::string where(const GpsLocation& location) {
  if (!location.altitude) return "nobody asked how high";
  return location.altitude->is_null() ? "at an unknown height" : "at a known height";
}

Temperatures above(const Temperatures& readings, double celsius) {
  Temperatures result;
  for (const Temperature& reading : readings.value) {
    if (reading.celsius > celsius) result.value.push_back(reading);
  }
  return result;
}

Order same_order(Order order) {
  return order;
}

/// Adds the price of one more piece of the first line.
Order add_one(Order order) {
  acme::orders::Line& line = order.lines.front();
  ++line.quantity.value;
  order.total += line.price.micros;
  order.discount.reset();
  order.updated_at = nullptr;
  return order;
}

std::string describe(const Payment& payment) {
  struct Describe {
    std::string operator()(const acme::orders::CardPayment& card) const {
      return card.three_ds ? "card, confirmed" : "card";
    }
    std::string operator()(const acme::orders::PaymentTransfer& transfer) const {
      return "from " + transfer.iban;
    }
    std::string operator()(const acme::orders::Nothing&) const { return "on delivery"; }
  };
  return std::visit(Describe{}, payment.value);
}

Payment by_transfer(std::string iban) {
  Payment payment;
  payment.value = acme::orders::PaymentTransfer{.iban = std::move(iban), .due = {}};
  return payment;
}

Status after(Status status) {
  return status == Status::draft    ? Status::placed
         : status == Status::placed ? Status::shipped
                                    : Status::voided;
}

/// A mistake that compiles.
Status no_status() {
  return static_cast<Status>(200);
}

Probe same_probe(const Probe& probe) {
  return probe;
}

scalars::Amounts same_amounts(const scalars::Amounts& amounts) {
  return amounts;
}

scalars::Blobs same_blobs(const scalars::Blobs& blobs) {
  return blobs;
}

values::Visit same_visit(const values::Visit& visit) {
  return visit;
}

values::Clock same_clock(const values::Clock& clock) {
  return clock;
}

scalars::Moments same_moments(const scalars::Moments& moments) {
  return moments;
}

Labels with_label(Labels labels, const std::string& key, const std::string& value) {
  labels.value[key] = value;
  return labels;
}

bool has_email(const emscripten::val& value) {
  return value.as<Order>().customer_email.has_value();
}

int bytes_in_use() {
  return mallinfo().uordblks;
}

/// Something with an identity, as embind is made for.
class Thermometer {
 public:
  explicit Thermometer(Temperature first) : last_(std::move(first)) {}

  void measure(const Temperature& reading) { last_ = reading; }
  [[nodiscard]] const Temperature& last() const { return last_; }
  void set_last(const Temperature& reading) { last_ = reading; }

 private:
  Temperature last_;
};

}  // namespace

EMSCRIPTEN_BINDINGS(functions) {
  using emscripten::function;
  function("warmer", &warmer);
  function("difference", &difference);
  function("where", &where);
  function("above", &above);
  function("sameOrder", &same_order);
  function("addOne", &add_one);
  function("describe", &describe);
  function("byTransfer", &by_transfer);
  function("after", &after);
  function("noStatus", &no_status);
  function("sameProbe", &same_probe);
  function("sameAmounts", &same_amounts);
  function("sameBlobs", &same_blobs);
  function("sameMoments", &same_moments);
  function("sameVisit", &same_visit);
  function("sameClock", &same_clock);
  function("withLabel", &with_label);
  function("hasEmail", &has_email);
  function("bytesInUse", &bytes_in_use);
  emscripten::class_<Thermometer>("Thermometer")
      .constructor<Temperature>()
      .function("measure", &Thermometer::measure)
      .property("last", &Thermometer::last, &Thermometer::set_last);
}
