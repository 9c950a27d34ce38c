// Any bytes as Set-Cookie headers: whatever a server sets, the resulting Cookie header has exactly
// the cookies that the jar meant to send, and they go only to that server's hosts.
//
// The input's first byte chooses the jar's options, the rest of its first line
// is the URL, and each line that follows is one Set-Cookie header.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <http/cookies.hpp>
#include <http/errors.hpp>

#include "must.hpp"

using namespace aio::http;

namespace {

std::string_view take_line(std::string_view& input) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    return line;
}

Url url_or_default(std::string_view text) {
    try {
        return Url(text);
    } catch (const ClientError&) {
        return Url("https://www.example.test/a/b");
    }
}

bool can_end_a_cookie(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }

void check_pair(const std::string& name, const std::string& value) {
    must(is_cookie_name(name), "a name is a name");
    must(std::none_of(value.begin(), value.end(), can_end_a_cookie), "a value has no controls");
    must(value.find(';') == std::string::npos, "a value cannot end early");
}

// What is sent, read as a server reads it, is what the jar wanted to send.
void check_header(CookieJar& jar, const Url& url) {
    const Params wanted = jar.filter_cookies(url);
    const std::string header = cookie_header(jar, url);
    std::string_view rest = header;
    for (const auto& [name, value] : wanted) {
        check_pair(name, value);
        must(rest.starts_with(name + '=' + value), "cookies are sent in order");
        rest.remove_prefix(name.size() + 1 + value.size());
        if (rest.starts_with("; ")) rest.remove_prefix(2);
    }
    must(rest.empty(), "nothing else is sent");
    must(std::is_sorted(wanted.begin(), wanted.end()), "the order is by name");
}

void check_jar(CookieJar& jar, const Url& url) {
    for (const Cookie& cookie : jar) {
        must(domain_match(cookie.domain, url.host()), "a server sets no cookies for others");
        must(cookie.path.starts_with('/'), "a path begins with a slash");
        must(unquote_cookie_value(quote_cookie_value(cookie.value)) == cookie.value,
             "a value survives being quoted");
    }
    check_header(jar, url);
    check_header(jar, url.join("/"));
    must(jar.filter_cookies(Url("https://elsewhere.invalid/")).empty() ||
             domain_match("invalid", url.host()),
         "cookies do not go to other servers");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    if (input.empty()) return 0;
    const int choice = input.front();
    input.remove_prefix(1);
    const Url url = url_or_default(take_line(input));
    const std::string_view lines = input;
    std::vector<std::string_view> headers;
    while (!input.empty()) headers.push_back(take_line(input));

    auto now = std::chrono::system_clock::time_point(std::chrono::hours(24 * 365 * 56));
    CookieJar jar({.unsafe = (choice & 1) != 0, .quote_cookie = (choice & 2) == 0, .clock = [&now] {
                       return now;
                   }});
    jar.update_cookies_from_headers(headers, url);
    check_jar(jar, url);

    // The same again changes nothing; later there is no more than there was.
    const std::size_t kept = jar.size();
    jar.update_cookies_from_headers(headers, url);
    must(jar.size() == kept, "setting cookies again adds none");
    now += std::chrono::hours(24 * 365);
    must(jar.size() <= kept, "time adds no cookies");
    check_jar(jar, url);

    // As shared cookies, and as a header of the program's own.
    jar.clear();
    jar.update_cookies_from_headers(headers);
    check_header(jar, url);
    (void)cookie_header(jar, url, {{"own", std::string(lines)}}, lines);
    (void)parse_cookie_date(lines);
    return 0;
}
