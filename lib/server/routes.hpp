// What the lesson server answers.
#pragma once

#include <aio/clock.hpp>
#include <http/server.hpp>

#include <deque>
#include <memory>
#include <string>

namespace lesson_server {

/// Who has logged in. The tickets are easy to guess, so that a lesson prints the same every time; a
/// production server gives out long random ones, over TLS.
class Visitors {
public:
    std::string let_in();
    [[nodiscard]] bool knows(const std::string& ticket) const;

private:
    std::deque<std::string> tickets_;  // the oldest are forgotten
    std::size_t given_ = 0;
};

/// Gives the server all of its routes. On each connection the first answer comes
/// `late`.
void add_routes(aio::http::Server& server, const std::shared_ptr<Visitors>& visitors,
                aio::duration late);

}  // namespace lesson_server
