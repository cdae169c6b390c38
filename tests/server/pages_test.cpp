#include "tally/server/pages.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "catch.h"
#include "tally/native/loop.h"

namespace tally::server {
namespace {

namespace fs = std::filesystem;

/// A folder of pages beside a file that is nobody's business.
class Site {
 public:
  Site() {
    std::string name = (fs::temp_directory_path() / "tally-site-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    put("secret", "s");
    put("www/index.html", "<p>");
    put("www/a b.js", "1");
    put("www/.env", "s");
    put("www/deep/.git/config", "s");
    put("www/deep/x.bin", "x");
  }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  ~Site() { fs::remove_all(root_); }

  void put(const std::string& name, std::string_view text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] Page get(std::string_view path, std::string_view tag = {}) const {
    PageRequest request;
    request.path = path;
    request.if_none_match = tag;
    return file_page(request, root_ / "www");
  }

 private:
  fs::path root_;
};

std::string header(const Page& page, std::string_view name) {
  for (const auto& [key, value] : page.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST_CASE("Files come with their types") {
  const Site site;
  CHECK(site.get("/").body == "<p>");
  CHECK(site.get("/").type == "text/html; charset=utf-8");
  CHECK(site.get("/a%20b.js").type == "text/javascript; charset=utf-8");
  CHECK(site.get("/deep/x.bin").type == "application/octet-stream");
}

TEST_CASE("A file that the client has is not sent again") {
  const Site site;
  const std::string tag = header(site.get("/"), "ETag");
  CHECK(site.get("/", tag).status == 304);
  CHECK(site.get("/", tag).body.empty());
  site.put("www/index.html", "<p>longer");
  CHECK(site.get("/", tag).status == 200);
}

TEST_CASE("No path leads out of the folder, or to what begins with a dot") {
  const Site site;
  for (const char* path :
       {"/../secret", "/%2e%2e/secret", "/..%2fsecret", "/deep/../../secret",
        "/deep/..%2f..%2fsecret", "/.env", "/deep/.git/config", "//secret", "/%", "/%2", "/%zz",
        "/index.html%00.png", "", "secret", "/..\\secret", "/deep", "/nothing"}) {
    INFO(path);
    CHECK(site.get(path).status == 404);
  }
}

TEST_CASE("Without a folder there are no files") {
  CHECK(file_page({"GET", "/", {}, {}, {}, {}}, {}).status == 404);
}

TEST_CASE("Metrics are lines of names and values, each name explained before") {
  native::Loop loop;
  db::Db db(loop);
  const sync::Hub hub(db);
  ServerStats stats;
  stats.refused["origin"] = 2;
  const std::string text = metrics_text(hub, stats);
  CHECK(text.find("# TYPE tally_connections_refused_total counter\n"
                  "tally_connections_refused_total{reason=\"origin\"} 2\n") != std::string::npos);
  CHECK(text.find("\ntally_records 0\n") != std::string::npos);
}

}  // namespace
}  // namespace tally::server
