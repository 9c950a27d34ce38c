// A long request body, sent in a task of its own beside the one that reads the
// answer: a server may refuse it before its end. Not for users.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <aio/task.hpp>
#include <http/detail/request_message.hpp>
#include <http/detail/stream.hpp>

namespace aio::http::detail {

class Upload : public std::enable_shared_from_this<Upload> {
public:
    Upload(std::shared_ptr<Stream> stream, const RequestMessage& request);

    /// Starts the task. sent() is called when the last byte has been sent, but not if the server
    /// stops accepting: then its answer will say why.
    void start(std::function<void()> sent);
    [[nodiscard]] bool ended() const { return task_->done(); }
    void cancel() { task_->cancel(); }
    /// Cancels it and waits for its end. It uses the caller's data, so a cancellation of the caller
    /// is passed on only afterwards.
    Coroutine<> stop();

    /// What the caller's own stream threw; the connection is then closed.
    [[nodiscard]] const std::exception_ptr& error() const { return error_; }

private:
    static Coroutine<> run(std::shared_ptr<Upload> self, std::function<void()> sent);
    Coroutine<bool> send_all();

    std::shared_ptr<Stream> stream_;
    RequestBody body_;
    std::string url_;  // for an error's text
    std::optional<Task<>> task_;
    std::exception_ptr error_;
};

}  // namespace aio::http::detail
