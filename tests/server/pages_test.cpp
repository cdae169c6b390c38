#include "tally/server/pages.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "catch.h"
#include "tally/native/loop.h"
#include "tally/server/file.h"
#include "tally/server/response.h"

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

  [[nodiscard]] fs::path folder() const { return root_ / "www"; }
  void put(const std::string& name, std::string_view text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] Page get(std::string_view path, std::string_view tag = {}) const {
    PageRequest request;
    request.path = path;
    request.if_none_match = tag;
    return file_page(request, folder());
  }

 private:
  fs::path root_;
};

/// What is sent as the body.
std::string text_of(const Page& page) {
  if (!page.file) return page.body;
  std::string text(page.file->size(), '\0');
  text.resize(page.file->read(0, text.data(), text.size()));
  return text;
}

std::string header(const Page& page, std::string_view name) {
  for (const auto& [key, value] : page.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST_CASE("Files come with their types") {
  const Site site;
  CHECK(text_of(site.get("/")) == "<p>");
  CHECK(site.get("/").type == "text/html; charset=utf-8");
  CHECK(site.get("/a%20b.js").type == "text/javascript; charset=utf-8");
  CHECK(site.get("/deep/x.bin").type == "application/octet-stream");
}

TEST_CASE("A file that the client has is not sent again") {
  const Site site;
  const std::string tag = header(site.get("/"), "ETag");
  CHECK(site.get("/", tag).status == 304);
  CHECK(text_of(site.get("/", tag)).empty());
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

TEST_CASE("Links lead to what is in the folder and served, and nowhere else") {
  const Site site;
  const auto link = [&](const char* name, const fs::path& to) {
    fs::create_symlink(to, site.folder() / name);
  };
  link("page.html", "index.html");
  link("deeper", "deep");
  link("out", site.folder() / "../secret");
  link("up", "../secret");
  link("parent", "..");
  link("root", "/");
  link("env", ".env");
  link("git", "deep/.git");
  link("none", "nothing");
  link("circle", "circle");
  CHECK(text_of(site.get("/page.html")) == "<p>");
  CHECK(text_of(site.get("/deeper/x.bin")) == "x");
  for (const char* path : {"/out", "/up", "/parent/secret", "/root/etc/passwd", "/env",
                           "/git/config", "/none", "/circle"}) {
    INFO(path);
    CHECK(site.get(path).status == 404);
  }
}

TEST_CASE("What is no regular file is not there, and is not waited for") {
  const Site site;
  REQUIRE(::mkfifo((site.folder() / "pipe").c_str(), 0600) == 0);
  CHECK(site.get("/pipe").status == 404);
}

TEST_CASE("A response has a head, and its body in pieces") {
  const auto all = [](Page page, Response::How how) {
    std::string text;
    Response response(std::move(page), how);
    for (; !response.piece().empty(); response.sent()) {
      CHECK(response.piece().size() <= (33U << 10U));
      text += response.piece();
    }
    CHECK(response.ended());
    return text;
  };
  const Response::How closes{1, false, false};
  CHECK(all({200, "a/b", "text", {{"X", "y"}}}, closes) ==
        "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 4\r\n"
        "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        "Cache-Control: no-store\r\nX: y\r\nConnection: close\r\n\r\ntext");
  CHECK(all({200, "a/b", "", {{"cache-control", "z"}}}, {0, true, false}) ==
        "HTTP/1.0 200 OK\r\nContent-Type: a/b\r\nContent-Length: 0\r\n"
        "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        "cache-control: z\r\nConnection: keep-alive\r\n\r\n");
  SECTION("a page may say what it likes, and ends no line with it") {
    const std::string text = all({200, "a\r\nb: c", "", {{"X", "y\r\n\r\nz"}}}, closes);
    CHECK(text.find("Content-Type: a  b: c\r\n") != std::string::npos);
    CHECK(text.find("X: y    z\r\n") != std::string::npos);
  }
  SECTION("there is none where RFC 9110 allows none") {
    for (const std::uint32_t status : {204U, 304U}) {
      const std::string text = all({status, "a/b", "text"}, closes);
      CHECK(text.find("Content-Length") == std::string::npos);
      CHECK(text.substr(text.size() - 4) == "\r\n\r\n");
    }
  }
  SECTION("HEAD has the length, and a file is not read for it") {
    const std::string text = all({200, "a/b", "text"}, {1, true, true});
    CHECK(text.find("Content-Length: 4\r\n") != std::string::npos);
    CHECK(text.substr(text.size() - 4) == "\r\n\r\n");
  }
  SECTION("a large file comes whole") {
    const Site site;
    std::string large;
    for (int i = 0; i < 30'000; ++i) large += std::to_string(i);
    site.put("www/large", large);
    const std::string text = all(site.get("/large"), closes);
    CHECK(text.substr(text.find("\r\n\r\n") + 4) == large);
  }
  SECTION("a file that becomes shorter ends before its end") {
    const Site site;
    site.put("www/large", std::string(100'000, 'x'));
    Response response(site.get("/large"), closes);
    fs::resize_file(site.folder() / "large", 10);
    response.sent();
    CHECK(response.piece().empty());
    CHECK(!response.ended());
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
