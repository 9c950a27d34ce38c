// One call of Session::request: what is asked, and what stays the same over its
// redirects. Not for users.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <http/detail/request_message.hpp>
#include <http/options.hpp>
#include <http/response.hpp>

namespace aio::http::detail {

struct Call {
    /// The request as the session's options and the request's own have it.
    /// std::invalid_argument if they contradict each other. The caller keeps `given`.
    Call(const SessionOptions& session, bool force_close, std::string method, Url url,
         RequestOptions& given);

    /// The cookies to send to this URL: see cookie_header().
    void set_cookies();
    /// Host comes first, as servers expect. A given one stays.
    void put_host_first();
    /// Where an answer redirects to; nothing if it does not, or should not be followed.
    [[nodiscard]] std::optional<std::string> redirection(int status, const Headers& answer) const;
    /// The next request. The errors of Url::redirect; ClientPayloadError if the body
    /// cannot be sent again.
    void redirect(int status, const std::string& location);

    const SessionOptions& session;
    bool force_close;
    RequestOptions& options;
    RequestMessage request;
    ClientTimeout timeout;
    std::optional<time_point> deadline;
    std::vector<Hop> history;
    bool follow_redirects;
    int max_redirects;

private:
    void set_headers();
    void set_body();
    void set_stream(BodyStream stream);
    void set_authorization();
    void set_authorization_from(const Url& url);
    void add_automatic(std::string_view name, std::string_view value);
    void become_get();

    std::string own_cookies_;  // what the caller's Cookie header says
};

}  // namespace aio::http::detail
