// Any bytes as a URL, and as a link on its page: both are refused with an error
// of the right kind, or are safe to send.
//
// The input's first line is the URL, what follows is the link.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <http/errors.hpp>
#include <http/url.hpp>

#include "must.hpp"

using aio::http::Url;

namespace {

bool has_control(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) return true;
    return false;
}

// Making a Url may fail, but only in these ways.
template <class Make>
std::optional<Url> try_to(Make make) {
    try {
        return make();
    } catch (const aio::http::InvalidURL& error) {
        must(!has_control(error.what()), "an error's text is one line");
    } catch (const aio::http::NonHttpUrlClientError& error) {
        must(!has_control(error.what()), "an error's text is one line");
    }
    return std::nullopt;
}

void check(const Url& url) {
    const std::string text = url.to_string();
    must(Url(text) == url, "a URL survives being written and read");
    must(Url(text).to_string() == text, "a URL has one spelling");
    must(url.join(text) == url, "an absolute link is taken as it is");
    must(url.join("") == url.without_fragment(), "an empty link is this page");

    must(is_one_plain_line(text), "a URL is ASCII without controls");
    must(text.find(' ') == std::string::npos, "a URL has no spaces");
    must(url.target().starts_with('/'), "a target begins with a slash");
    must(url.target().find('#') == std::string::npos, "a target has no fragment");
    must(!url.host().empty() && url.port() != 0, "there is somewhere to connect to");
    must(url.host_header().find_first_of("@/?#\\") == std::string::npos, "a host is only a host");
    must(Url(url.origin()).same_origin(url), "an origin is a URL of that origin");
    must(!url.without_credentials().has_credentials(), "credentials can be taken off");
    must(!url.without_credentials().user().size(), "credentials can be taken off");
}

void check_params(const Url& url, std::string_view text) {
    const std::optional<Url> made = try_to(
        [&] { return url.with_params({{std::string(text), "1"}, {"", std::string(text)}}); });
    if (!made) return;
    check(*made);
    must(made->path() == url.path() && made->query().starts_with(url.query()),
         "params come after the query");
    must(made->fragment() == url.fragment(), "params come before the fragment");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto end = input.find('\n');
    const std::string_view text = input.substr(0, end);
    const std::string_view link = end == std::string_view::npos ? "" : input.substr(end + 1);

    const std::optional<Url> url = try_to([&] { return Url(text); });
    if (!url) return 0;
    check(*url);
    check_params(*url, link);
    if (const auto joined = try_to([&] { return url->join(link); })) check(*joined);
    if (const auto next = try_to([&] { return url->redirect(link); })) check(*next);
    return 0;
}
