#include <http/reply.hpp>

#include <utility>

#include <http/detail/answer.hpp>

namespace aio::http {

using detail::Answer;

Reply::Reply(std::shared_ptr<Answer> answer) : answer_(std::move(answer)) {}

Coroutine<> Reply::send(int status, std::string body, Headers headers) const {
    return Answer::send(answer_, status, std::move(body), std::move(headers));
}

Coroutine<> Reply::begin(int status, Headers headers, std::optional<std::size_t> length) const {
    return Answer::begin(answer_, status, std::move(headers), length);
}

Coroutine<> Reply::write(std::string piece) const {
    return Answer::write(answer_, std::move(piece));
}

Coroutine<> Reply::end() const { return Answer::end(answer_); }
Coroutine<> Reply::wait_closed() const { return Answer::wait_closed(answer_); }
bool Reply::begun() const { return answer_->begun(); }

}  // namespace aio::http
