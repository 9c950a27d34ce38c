#include <http/detail/uri.hpp>

#include <arpa/inet.h>
#include <uriparser/Uri.h>

#include <http/detail/ascii.hpp>
#include <http/detail/percent.hpp>

namespace aio::http::detail {
namespace {

constexpr std::string_view sub_delims = "!$&'()*+,;=";

// uriparser's own struct, freed at the end of its scope. It points into the
// text that it was parsed from, which must outlive it.
class ParsedUri {
public:
    ParsedUri() = default;
    ParsedUri(const ParsedUri&) = delete;
    ParsedUri& operator=(const ParsedUri&) = delete;
    ~ParsedUri() { uriFreeUriMembersA(&uri_); }

    bool parse(const std::string& text) {
        return uriParseSingleUriExA(&uri_, text.data(), text.data() + text.size(), nullptr) ==
               URI_SUCCESS;
    }
    bool resolve(const ParsedUri& reference, const ParsedUri& base) {
        return uriAddBaseUriA(&uri_, &reference.uri_, &base.uri_) == URI_SUCCESS;
    }
    const UriUriA& operator*() const { return uri_; }

private:
    UriUriA uri_{};
};

std::string text_of(const UriTextRangeA& range) {
    return range.first ? std::string(range.first, range.afterLast) : std::string();
}

std::string encode(std::string_view text, std::string_view also_allowed) {
    return percent_encode(text, std::string(sub_delims).append(also_allowed), Escapes::keep);
}

// The last '@' ends the user name; any before it are escaped. A '\' is left unescaped, so that it
// is refused: a browser takes it for a '/', and then what follows is not a host. Nothing is allowed
// in the host here that url.cpp does not check again.
std::string encode_authority(std::string_view authority) {
    std::string out;
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        out = encode(authority.substr(0, at), ":\\") + '@';
        authority.remove_prefix(at + 1);
    }
    return out + encode(authority, ":[]");
}

// People and servers write URLs with spaces, quotes and umlauts. Each part is escaped by its own
// rules, so that the grammar accepts it: RFC 3986, appendix B, says how to split.
std::string encode_reference(std::string_view rest) {
    std::string out;
    if (const std::string scheme = scheme_of(rest); !scheme.empty()) {
        out = scheme + ':';
        rest.remove_prefix(out.size());
    }

    const std::string_view before_fragment = rest.substr(0, rest.find('#'));
    const std::string_view hierarchy = before_fragment.substr(0, before_fragment.find('?'));

    std::string_view path = hierarchy;
    if (path.starts_with("//")) {
        const std::string_view authority = path.substr(2, path.find('/', 2) - 2);
        out += "//" + encode_authority(authority);
        path.remove_prefix(2 + authority.size());
    }
    // "12:30" is a page, not a scheme: RFC 3986, section 4.2.
    if (out.empty() && path.substr(0, path.find('/')).find(':') != std::string_view::npos)
        out = "./";
    out += encode(path, ":@/");
    if (hierarchy.size() < before_fragment.size())
        out += '?' + encode(before_fragment.substr(hierarchy.size() + 1), ":@/?");
    if (before_fragment.size() < rest.size())
        out += '#' + encode(rest.substr(before_fragment.size() + 1), ":@/?");
    return out;
}

// Resolving leaves no "." in a path, except that it puts one before an empty first segment:
// "/.//a", because without a host in front "//a" would be read as one.
std::string path_of(const UriUriA& uri) {
    std::string path;
    for (const UriPathSegmentA* segment = uri.pathHead; segment; segment = segment->next)
        if (const std::string text = text_of(segment->text); text != ".") path += '/' + text;
    return path;
}

// [0:0:0:0:0:0:0:1] is [::1]: one spelling, so that hosts can be compared.
std::string shortest_spelling(const UriIp6& address) {
    char text[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, address.data, text, sizeof text);
    return text;
}

UriParts parts_of(const UriUriA& uri) {
    UriParts parts;
    parts.scheme = lower(text_of(uri.scheme));
    parts.userinfo = text_of(uri.userInfo);
    parts.host = lower(text_of(uri.hostText));
    if (uri.hostData.ip4) parts.host_kind = UriParts::Host::ipv4;
    if (uri.hostData.ipFuture.first) parts.host_kind = UriParts::Host::other;
    if (uri.hostData.ip6) {
        parts.host_kind = UriParts::Host::ipv6;
        parts.host = shortest_spelling(*uri.hostData.ip6);
    }
    parts.port = text_of(uri.portText);
    parts.path = path_of(uri);
    parts.query = text_of(uri.query);
    parts.fragment = text_of(uri.fragment);
    return parts;
}

}  // namespace

std::string scheme_of(std::string_view reference) {
    const auto end = reference.find_first_of(":/?#");
    if (end == std::string_view::npos || reference[end] != ':') return {};
    const std::string_view scheme = reference.substr(0, end);
    const bool valid = all_of(scheme, [](char c) { return is_alnum(c) || is_one_of(c, "+-."); });
    return valid && is_alpha(scheme.front()) ? lower(scheme) : std::string();
}

std::optional<UriParts> resolve_uri(std::string_view base, std::string_view reference) {
    const std::string base_text(base);
    const std::string reference_text = encode_reference(reference);
    ParsedUri parsed_base, parsed_reference, resolved;
    if (!parsed_base.parse(base_text) || !parsed_reference.parse(reference_text) ||
        !resolved.resolve(parsed_reference, parsed_base))
        return std::nullopt;
    return parts_of(*resolved);
}

}  // namespace aio::http::detail
