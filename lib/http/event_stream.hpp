// Server-sent events: an answer that goes on for as long as something happens, a
// few lines each time. A browser reads it with `new EventSource("/events")`.
//
//   server.route("GET /events", [&](aio::http::Request&,
//                                   aio::http::Reply reply) -> aio::Coroutine<> {
//       co_await reply.begin(200, aio::http::event_stream_headers());
//       for (;;) co_await reply.write(aio::http::event_text({.data = co_await news.get()}));
//   });
//
// write() throws DisconnectedError once the client has gone. If news is rare, a comment now and
// then, event_comment() every 15 s, say, notices that sooner.
//
// The format is the HTML standard's, section 9.2, "Server-sent events".
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <http/headers.hpp>

namespace aio::http {

struct ServerEvent {
    std::string data;        ///< may have several lines
    std::string event = {};  ///< its kind; empty: "message"
    std::string id = {};     ///< a client that connects again sends it in Last-Event-ID
    std::optional<std::chrono::milliseconds> retry =
        {};  ///< how long it waits before it connects again
};

/// For Reply::begin: text/event-stream, not to be cached.
Headers event_stream_headers();

/// The text that is sent for an event. std::invalid_argument for a line end, or a NUL, in `event`
/// or `id`: it would begin another field.
std::string event_text(const ServerEvent& event);

/// A line that a client ignores.
std::string event_comment();

}  // namespace aio::http
