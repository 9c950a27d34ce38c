// aio::http: requests with a session, shaped like aiohttp's client: that of its
// version 4.0, which is still in development. This page is the table of contents.
// A tour from one get() down to the socket and back is in README.md, beside this file.
//
//   aio::Coroutine<> program(aio::http::Session& session) {
//       auto response = co_await session.get("http://localhost:8080/");
//       std::cout << response.status() << "\n" << co_await response.text();
//   }
//   int main() { aio::run(aio::http::with_session({}, program)); }
#pragma once

#include <http/client_timeout.hpp>  // ClientTimeout: total, connect, sock_read
#include <http/connector.hpp>       // Connector: connections for several sessions
#include <http/cookies.hpp>         // CookieJar, DummyCookieJar
#include <http/errors.hpp>          // ClientError and its kinds
#include <http/form_data.hpp>       // FormData: a form with files
#include <http/headers.hpp>         // Headers: in order, found without regard to case
#include <http/limits.hpp>          // how long a head may be
#include <http/options.hpp>         // options of sessions and requests
#include <http/pool_stats.hpp>      // what session.pool() tells
#include <http/response.hpp>        // Response: status, headers, read, text
#include <http/session.hpp>         // Session: get, post, ...; with_session
#include <http/url.hpp>             // Url

// Not included here, for programs that answer requests or bring their own network:
//   <http/json.hpp>           JSON objects both ways
//   <http/server.hpp>         Server: routes, handlers
//   <http/event_stream.hpp>   server-sent events
//   <http/transport.hpp>      another way than TCP to a server
