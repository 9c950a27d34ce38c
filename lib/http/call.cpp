#include <http/detail/call.hpp>

#include <algorithm>
#include <stdexcept>

#include <openssl/evp.h>

#include <http/detail/ascii.hpp>
#include <http/detail/deadline.hpp>
#include <http/detail/percent.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

constexpr const char* user_agent = "nine-to-three/1.0 aio::http";

bool one_of(std::string_view what, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), what) != list.end();
}

std::string checked_method(std::string method) {
    if (!all_of(method, [](char c) { return is_alnum(c) || is_one_of(c, "!#$%&'*+-.^_`|~"); }))
        throw std::invalid_argument("Session: a method is a word, such as GET; this is not: \"" +
                                    method + "\"");
    for (char& c : method)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return method;
}

std::string basic_authorization(const std::string& user, const std::string& password) {
    const std::string plain = user + ":" + password;
    std::string coded(4 * ((plain.size() + 2) / 3) + 1, '\0');
    const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(coded.data()),
                                  reinterpret_cast<const unsigned char*>(plain.data()),
                                  static_cast<int>(plain.size()));
    coded.resize(static_cast<std::size_t>(n));
    return "Basic " + coded;
}

bool contains_ignoring_case(const std::vector<std::string>& list, std::string_view name) {
    return std::any_of(list.begin(), list.end(),
                       [&](const std::string& s) { return equal_ignoring_case(s, name); });
}

bool has_body(const RequestOptions& options) {
    return options.data || options.json || options.form || options.stream || options.multipart;
}

std::string content_type_of(const RequestOptions& options) {
    if (options.multipart) return options.multipart->content_type();
    return options.json   ? "application/json"
           : options.form ? "application/x-www-form-urlencoded"
                          : "application/octet-stream";
}

}  // namespace

Call::Call(const SessionOptions& s, bool closes, std::string method, Url url, RequestOptions& given)
    : session(s),
      force_close(closes),
      options(given),
      request(checked_method(std::move(method)), std::move(url)),
      timeout(given.timeout == ClientTimeout::of_session() ? s.timeout : given.timeout.effective()),
      deadline(deadline_after(timeout.total)),
      follow_redirects(given.allow_redirects.value_or(true)),
      max_redirects(given.max_redirects.value_or(s.max_redirects)) {
    request.expect100 = given.expect100;
    set_headers();
    set_body();
}

// --- headers ---------------------------------------------------------------

// A header that the caller gives wins over the automatic one of that name.
void Call::set_headers() {
    Headers& headers = request.headers;
    headers = session.headers.merged_with(options.headers);
    put_host_first();
    for (const std::string_view cookies : headers.get_all("Cookie"))
        own_cookies_.append(own_cookies_.empty() ? "" : "; ").append(cookies);
    if (equal_ignoring_case(headers.get("Expect").value_or(""), "100-continue"))
        request.expect100 = true;
    set_authorization();
    add_automatic("Accept", "*/*");
    add_automatic("Accept-Encoding", "gzip, deflate");
    add_automatic("User-Agent", user_agent);
    if (has_body(options) || one_of(request.method, {"POST", "PUT", "PATCH"}))
        add_automatic("Content-Type", content_type_of(options));
    if (force_close) add_automatic("Connection", "close");
    if (request.expect100) add_automatic("Expect", "100-continue");
}

void Call::set_authorization() {
    const std::optional<BasicAuth>& auth = options.auth ? options.auth : session.auth;
    const bool in_url = request.url.has_credentials(),
               in_headers = request.headers.contains("Authorization");
    if (in_url + in_headers + auth.has_value() > 1)
        throw std::invalid_argument(
            "Session: credentials in more than one place: the URL, an Authorization header, "
            "BasicAuth; give one of them");
    if (in_url) set_authorization_from(request.url);
    if (!auth) return;
    if (auth->login.find(':') != std::string::npos)
        throw std::invalid_argument(
            "BasicAuth: a login cannot contain a colon, which would end it (RFC 7617)");
    request.headers.set("Authorization", basic_authorization(auth->login, auth->password));
}

void Call::add_automatic(std::string_view name, std::string_view value) {
    if (!request.headers.contains(name) &&
        !contains_ignoring_case(session.skip_auto_headers, name) &&
        !contains_ignoring_case(options.skip_auto_headers, name))
        request.headers.add(name, value);
}

void Call::put_host_first() {
    Headers headers{{"Host", request.headers.get("Host").value_or(request.url.host_header())}};
    for (const auto& [name, value] : request.headers)
        if (!equal_ignoring_case(name, "Host")) headers.add(name, value);
    request.headers = std::move(headers);
}

void Call::set_authorization_from(const Url& url) {
    request.headers.set("Authorization", basic_authorization(url.user(), url.password()));
    request.url = request.url.without_credentials();
}

void Call::set_cookies() {
    const std::string cookies =
        cookie_header(*session.cookie_jar, request.url, options.cookies, own_cookies_);
    if (cookies.empty())
        request.headers.remove("Cookie");
    else
        request.headers.set("Cookie", cookies);
}

// --- the body --------------------------------------------------------------

void Call::set_body() {
    RequestOptions& o = options;
    if (o.data.has_value() + o.json.has_value() + o.form.has_value() + o.multipart.has_value() +
            (o.stream != nullptr) >
        1)
        throw std::invalid_argument(
            "Session: give one body: data, json, form, multipart or stream");
    if (o.stream_size && !o.stream)
        throw std::invalid_argument("Session: stream_size is for a stream, and there is none");
    // With a wrong length, a second request could be hidden in the body.
    if (request.headers.contains("Transfer-Encoding"))
        throw std::invalid_argument(
            "Session: Transfer-Encoding is the session's to set; leave that header out, and give "
            "the body as a stream to have it sent chunked");
    if (o.stream) return set_stream(std::move(o.stream));
    if (has_body(o))
        request.body.text =
            std::make_shared<const std::string>(o.data        ? std::move(*o.data)
                                                : o.json      ? std::move(*o.json)
                                                : o.multipart ? o.multipart->body()
                                                              : url_encode_form(*o.form));
    const std::string size = std::to_string(request.body.size());
    if (request.headers.get("Content-Length").value_or(size) != size)
        throw std::invalid_argument("Session: the body has " + size +
                                    " bytes, and the given Content-Length is different; "
                                    "leave that header out");
    if (!one_of(request.method, {"GET", "HEAD", "OPTIONS", "TRACE"}) || !request.body.empty())
        request.headers.set("Content-Length", size);
}

void Call::set_stream(BodyStream stream) {
    if (request.headers.contains("Content-Length"))
        throw std::invalid_argument(
            "Session: a stream is sent chunked, without a Content-Length; "
            "leave that header out, and give stream_size if you know it");
    request.body.stream = std::move(stream);
    request.body.stream_size = options.stream_size;
    if (options.stream_size)
        request.headers.set("Content-Length", std::to_string(*options.stream_size));
    else
        request.headers.set("Transfer-Encoding", "chunked");
}

// --- redirects -------------------------------------------------------------

std::optional<std::string> Call::redirection(int status, const Headers& answer) const {
    const bool redirects =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    if (!redirects || !follow_redirects) return std::nullopt;
    for (const char* name : {"Location", "URI"})
        if (const auto location = answer.get(name); location && !location->empty())
            return std::string(*location);
    return std::nullopt;
}

void Call::become_get() {
    request.method = "GET";
    request.body = {};
    request.stream_begun = request.expect100 = false;
    for (const char* name :
         {"Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Expect"})
        request.headers.remove(name);
}

// RFC 9110, section 15.4: a 303 becomes GET, and so does a POST, as in browsers.
void Call::redirect(int status, const std::string& location) {
    const bool is_moved = status == 301 || status == 302;
    if ((status == 303 && request.method != "HEAD") || (is_moved && request.method == "POST"))
        become_get();
    if (request.stream_begun)
        throw ClientPayloadError(request.url,
                                 "it redirects the body, but a stream can be sent only once");
    const Url target =
        request.url.redirect(session.requote_redirect_url ? percent_normalize(location) : location);
    if (!target.same_origin(request.url)) {
        for (const char* name : {"Authorization", "Proxy-Authorization", "Host"})
            request.headers.remove(name);
        own_cookies_.clear();
        options.cookies.clear();
    }
    request.url = target.without_fragment();
    if (target.has_credentials()) set_authorization_from(target);
}

}  // namespace aio::http::detail
