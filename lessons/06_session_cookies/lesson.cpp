// Lesson 06: log in, then ask for the profile: once with the
// session's cookies, and once with cookies turned off. HTTP itself
// forgets who you are after each answer; the server remembers you
// by a cookie, which the session keeps and sends along.
//
//   make lesson N=06
//
// Expect: status 200 with the cookies, 401 without; 2 s.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <http/http.hpp>
#include <lesson/lesson.hpp>
#include <server/server.hpp>

using namespace std::chrono_literals;
namespace http = aio::http;
using lesson_server::with_server;

// A request and its answer, side by side: their first lines, and
// below them the header that carries a cookie, if there is one.
void show(const http::Response& response) {
    const auto ask = fmt::format("{} {}", response.method(),
                                 response.url().path());
    const auto answer =
        fmt::format("{} {}", response.status(), response.reason());
    const auto sent = response.request_headers().get("Cookie");
    const auto set = response.headers().get("Set-Cookie");

    const auto with = sent ? fmt::format("Cookie: {}", *sent)
                           : std::string("(no cookie)");
    const auto sets = set ? fmt::format("Set-Cookie: {}", *set)
                          : std::string("(nothing to keep)");
    lesson::say(fmt::format("{:<24} {}", ask, answer));
    lesson::say(fmt::format(" {:<23}  {}", with, sets));
}

// The jar is the session's memory. What the first answer sets, the
// second request sends back, without any code of ours. (`after`:
// the server takes half a second, so that there is a picture. A
// real login sends a name and a password, over https; this server
// lets everybody in.)
aio::Coroutine<int> visit(std::string server,
                          std::shared_ptr<http::CookieJar> jar) {
    http::Session session({.cookie_jar = jar, .base_url = server});

    auto login = co_await session.post("login?after=0.5");
    co_await login.read();
    show(login);

    auto profile = co_await session.get("profile?after=0.5");
    co_await profile.read();
    show(profile);

    co_await session.close();
    co_return profile.status();
}

// A `CookieJar` keeps what servers set, and sends it back to where
// it came from, and nowhere else. A `DummyCookieJar` keeps nothing.
// The login still succeeds; it is just not remembered.
aio::Coroutine<std::vector<int>> both(lesson_server::Urls server) {
    lesson::say("a jar that keeps cookies:");
    const int kept = co_await visit(
        server.ready, std::make_shared<http::CookieJar>());

    lesson::say("a jar that keeps nothing:");
    const int turned_off = co_await visit(
        server.ready, std::make_shared<http::DummyCookieJar>());

    co_return std::vector{kept, turned_off};
}

int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "06_session_cookies",
         .title = "cookies belong to a session",
         .scale = 2s,
         .guess = "Two requests with a jar that keeps "
                  "cookies, and two with one that "
                  "keeps none; each takes 0.5 s.",
         .asks_server = true});
    lesson.run("log in, then ask for the profile",
               with_server(lesson.url(), both));
    return lesson.done();
}
