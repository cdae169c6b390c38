// What a hub server answers over HTTP.
#pragma once

#include <boost/beast/http.hpp>
#include <string>
#include <string_view>

#include "tally/native/hub_server.h"

namespace tally::native {

using PageRequest = boost::beast::http::request<boost::beast::http::string_body>;
using Page = boost::beast::http::response<boost::beast::http::string_body>;

/// With the headers that every answer has.
Page make_page(const PageRequest& request, boost::beast::http::status status, std::string_view type,
               std::string body);

/// The answer to a request that is no upgrade.
Page answer_page(const PageRequest& request, const sync::Hub& hub, const HubServerOptions& options,
                 bool stopping);

/// The hub's numbers in Prometheus text format 0.0.4.
std::string metrics_of(const sync::Hub& hub);

}  // namespace tally::native
