#include <http/detail/cookie_file.hpp>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

namespace aio::http::detail {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Cookie& cookie) {
    Json json;
    json["name"] = quote_cookie_value(cookie.name);
    json["value"] = quote_cookie_value(cookie.value);
    json["coded"] = quote_cookie_value(cookie.coded);
    json["domain"] = quote_cookie_value(cookie.domain);
    json["path"] = quote_cookie_value(cookie.path);
    json["same_site"] = quote_cookie_value(cookie.same_site);
    json["secure"] = cookie.secure;
    json["http_only"] = cookie.http_only;
    json["host_only"] = cookie.host_only;
    if (cookie.expires) json["expires"] = cookie.expires->time_since_epoch().count();
    return json;
}

Cookie to_cookie(const Json& json) {
    const auto text = [&](const char* key) {
        return unquote_cookie_value(json.at(key).get<std::string>());
    };
    Cookie cookie{.name = text("name"),
                  .value = text("value"),
                  .coded = text("coded"),
                  .domain = text("domain"),
                  .path = text("path"),
                  .same_site = text("same_site"),
                  .secure = json.at("secure"),
                  .http_only = json.at("http_only"),
                  .host_only = json.at("host_only")};
    if (json.contains("expires"))
        cookie.expires = CookieTime(CookieTime::duration(json.at("expires").get<std::int64_t>()));
    if (!is_cookie_name(cookie.name) || !cookie.path.starts_with('/'))
        throw std::invalid_argument("not a cookie");
    return cookie;
}

[[noreturn]] void throw_failed(const std::filesystem::path& file, const char* what) {
    throw std::system_error(errno, std::generic_category(),
                            std::string("CookieJar: cannot ") + what + " " + file.string());
}

}  // namespace

// Written beside it first, and then renamed: all of it or nothing. mkstemp makes a file that only
// its owner can read.
void save_cookies(const std::vector<Cookie>& cookies, const std::filesystem::path& file) {
    Json all = Json::array();
    for (const Cookie& cookie : cookies) all.push_back(to_json(cookie));

    std::string beside = file.string() + ".XXXXXX";
    const int made = mkostemp(beside.data(), O_CLOEXEC);
    if (made < 0) throw_failed(file, "write");
    close(made);
    std::ofstream stream(beside, std::ios::binary);
    stream << all.dump(1) << "\n";
    stream.close();
    if (stream && std::rename(beside.c_str(), file.c_str()) == 0) return;
    const int error = errno;
    unlink(beside.c_str());
    errno = error;
    throw_failed(file, "write");
}

std::vector<Cookie> load_cookies(const std::filesystem::path& file) {
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw_failed(file, "read");
    std::vector<Cookie> all;
    try {
        for (const Json& one : Json::parse(stream)) all.push_back(to_cookie(one));
    } catch (const std::exception&) {
        throw std::invalid_argument("CookieJar: " + file.string() +
                                    " is not a cookie file that save() wrote");
    }
    return all;
}

}  // namespace aio::http::detail
