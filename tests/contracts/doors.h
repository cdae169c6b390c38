// Every entry point as C++ programs use it: text -> owned value -> text.
#pragma once

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // such types have doors, too

#include <string>
#include <string_view>

#include "anything.h"
#include "catalogue.h"
#include "earthquakes.h"
#include "history.h"
#include "money.h"
#include "orders.h"
#include "rules.h"
#include "scalars.h"
#include "sensors.h"
#include "shapes.h"
#include "shop.h"
#include "signals.h"
#include "values.h"
#include "wire.h"

namespace tally::tests {

/// What `parse` and `stringify` make of a document.
struct RoundTrip {
  Issues issues;          // of parse
  std::string canonical;  // of an accepted document: stringify(parse(text))
  bool stable = true;     // the value has no issues, and its text is made of its text again
};

template <class T>
RoundTrip round_trip(std::string_view text) {
  const auto value = tally::parse<T>(text);
  if (!value) return {value.issues(), {}, true};
  const auto canonical = tally::stringify<T>(*value);
  if (!canonical) return {canonical.issues(), {}, false};
  const auto again = tally::parse<T>(*canonical);
  const bool stable =
      again && *tally::stringify<T>(*again) == *canonical && tally::check<T>(*value).empty();
  return {{}, *canonical, stable};
}

struct Door {
  const ContractType& type;
  RoundTrip (*round_trip)(std::string_view text);
};

template <class T>
Door door() {
  return {Contract<T>::type, round_trip<T>};
}

inline const Door doors[] = {
    door<anything::AnythingContract>(),
    door<acme::catalogue::Shelf>(),
    door<acme::catalogue::Grams>(),
    door<acme::catalogue::Size>(),
    door<acme::catalogue::Product>(),
    door<acme::catalogue::ProductCreate>(),
    door<acme::catalogue::ProductPatch>(),
    door<acme::catalogue::ProductPageContract>(),
    door<acme::catalogue::NamesContract>(),
    door<acme::catalogue::Category>(),
    door<acme::catalogue::Folder>(),
    door<acme::catalogue::FilesContract>(),
    door<acme::catalogue::File>(),
    door<acme::catalogue::PageOfProduct>(),
    door<acme::catalogue::PageOfString>(),
    door<acme::catalogue::OldProduct>(),
    door<usgs::earthquakes::CollectionType>(),
    door<usgs::earthquakes::FeatureType>(),
    door<usgs::earthquakes::GeometryType>(),
    door<usgs::earthquakes::EventId>(),
    door<usgs::earthquakes::Network>(),
    door<usgs::earthquakes::Url>(),
    door<usgs::earthquakes::CommaList>(),
    door<usgs::earthquakes::Alert>(),
    door<usgs::earthquakes::ReviewStatus>(),
    door<usgs::earthquakes::EventType>(),
    door<usgs::earthquakes::CoordinatesContract>(),
    door<usgs::earthquakes::BoundingBoxContract>(),
    door<usgs::earthquakes::Geometry>(),
    door<usgs::earthquakes::Metadata>(),
    door<usgs::earthquakes::Properties>(),
    door<usgs::earthquakes::Feature>(),
    door<usgs::earthquakes::Feed>(),
    door<acme::history::InvoiceState>(),
    door<acme::history::Origin>(),
    door<acme::history::Article>(),
    door<acme::history::Micros>(),
    door<acme::history::Position>(),
    door<acme::history::Invoice>(),
    door<acme::history::Parcel>(),
    door<acme::history::InvoicePage>(),
    door<acme::history::InvoiceEvent>(),
    door<acme::history::Issued>(),
    door<acme::history::Unchanged>(),
    door<acme::money::Currency>(),
    door<acme::money::Amount>(),
    door<acme::orders::OrderId>(),
    door<acme::orders::Sku>(),
    door<acme::orders::Quantity>(),
    door<acme::orders::Weight>(),
    door<acme::orders::LabelsContract>(),
    door<acme::orders::Status>(),
    door<acme::orders::Channel>(),
    door<acme::orders::Line>(),
    door<acme::orders::Payment>(),
    door<acme::orders::CardPayment>(),
    door<acme::orders::Nothing>(),
    door<acme::orders::Order>(),
    door<acme::orders::OrdersContract>(),
    door<acme::orders::Envelope>(),
    door<acme::orders::Probe>(),
    door<acme::rules::ItemCode>(),
    door<acme::rules::Stage>(),
    door<acme::rules::Item>(),
    door<acme::rules::Purchase>(),
    door<acme::rules::PurchaseCreate>(),
    door<acme::rules::PurchasePatch>(),
    door<acme::rules::PurchasesContract>(),
    door<acme::rules::Shipment>(),
    door<acme::rules::Consignment>(),
    door<acme::rules::Arithmetic>(),
    door<acme::rules::Values>(),
    door<acme::rules::Extent>(),
    door<acme::rules::Lists>(),
    door<acme::rules::Row>(),
    door<acme::rules::Choice>(),
    door<acme::rules::ChoicePatch>(),
    door<acme::rules::Cargo>(),
    door<acme::rules::Vessel>(),
    door<acme::rules::ConvoyContract>(),
    door<scalars::Formats>(),
    door<scalars::Moments>(),
    door<scalars::Day>(),
    door<scalars::Blobs>(),
    door<scalars::Digest>(),
    door<scalars::Amounts>(),
    door<scalars::Price>(),
    door<scalars::Address>(),
    door<values::Medium>(),
    door<values::Visit>(),
    door<values::Step>(),
    door<values::Level>(),
    door<values::Item>(),
    door<values::TagsContract>(),
    door<values::Distinct>(),
    door<values::Secret>(),
    door<values::Profile>(),
    door<values::Account>(),
    door<values::Short>(),
    door<values::Lengths>(),
    door<values::Instant>(),
    door<values::Clock>(),
    door<tally::wire::Key>(),
    door<tally::wire::Pattern>(),
    door<tally::wire::ClientId>(),
    door<tally::wire::Epoch>(),
    door<tally::wire::Sequence>(),
    door<tally::wire::WriteId>(),
    door<tally::wire::RequestId>(),
    door<tally::wire::Fingerprint>(),
    door<tally::wire::Code>(),
    door<tally::wire::Durability>(),
    door<tally::wire::Resume>(),
    door<tally::wire::Issue>(),
    door<tally::wire::HubLimits>(),
    door<tally::wire::ClientMessage>(),
    door<tally::wire::HubMessage>(),
    door<tally::wire::MomentContract>(),
    door<tally::wire::FingerprintsContract>(),
    door<tally::wire::ClientFrameContract>(),
    door<tally::wire::HubFrameContract>(),
    door<sensors::SensorId>(),
    door<sensors::Temperature>(),
    door<sensors::Humidity>(),
    door<sensors::GpsLocation>(),
    door<sensors::TemperaturesContract>(),
    door<acme::shop::ShopOrderId>(),
    door<acme::shop::ShopSku>(),
    door<acme::shop::Email>(),
    door<acme::shop::ShopQuantity>(),
    door<acme::shop::Discount>(),
    door<acme::shop::ShopWeight>(),
    door<acme::shop::ShopLabelsContract>(),
    door<acme::shop::ShopStatus>(),
    door<acme::shop::ShopChannel>(),
    door<acme::shop::ShopLine>(),
    door<acme::shop::Category>(),
    door<acme::shop::ShopPayment>(),
    door<acme::shop::ShopCardPayment>(),
    door<acme::shop::ShopOrderPageContract>(),
    door<acme::shop::ShopOrder>(),
    door<acme::shop::ShopOrderCreate>(),
    door<acme::shop::ShopOrderPatch>(),
    door<acme::shop::PageOfShopOrder>(),
    door<acme::shapes::Chain>(),
    door<acme::shapes::Tree>(),
    door<acme::shapes::BranchContract>(),
    door<acme::shapes::Directory>(),
    door<acme::shapes::ForestContract>(),
    door<acme::shapes::Root>(),
    door<acme::shapes::Expression>(),
    door<acme::shapes::Call>(),
    door<acme::shapes::Both>(),
    door<acme::shapes::Pair>(),
    door<acme::shapes::Ping>(),
    door<acme::shapes::Pong>(),
    door<acme::shapes::WordsContract>(),
    door<acme::shapes::Uses>(),
    door<acme::shapes::LinkedOfString>(),
    door<acme::signals::PumpId>(),
    door<acme::signals::Percent>(),
    door<acme::signals::PumpState>(),
    door<acme::signals::Pump>(),
    door<acme::signals::PumpsContract>(),
    door<acme::signals::PumpOrder>(),
};

/// The door of that entry point, or null.
inline const Door* find_door(std::string_view name) {
  for (const Door& door : doors) {
    if (door.type.name == name) return &door;
  }
  return nullptr;
}

}  // namespace tally::tests
