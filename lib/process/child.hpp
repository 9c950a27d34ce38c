// A program as it is started: in a process group of its own, so that all that it starts in turn is
// stopped with it, and with a pipe for each thing that it reads or writes.
#pragma once

#include <memory>
#include <string>

#include <sys/types.h>

#include <aio/aio.hpp>
#include <aio/asio.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include <process/descriptor.hpp>
#include <process/program.hpp>

namespace process {

class Child {
public:
    explicit Child(pid_t id);
    ~Child() { stop(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Until it has ended. What it has started may go on.
    aio::Coroutine<> wait();

    pid_t id() const { return id_; }

    /// Kills it, and what it has started; how it ended, as waitpid() reports it.
    int stop();

private:
    pid_t id_;
    int status_ = 0;
    asio::posix::stream_descriptor ends_;
};

/// A program, and our ends of its pipes.
struct Started {
    std::unique_ptr<Child> child;  ///< null: it could not be started
    Descriptor in, out, report;    ///< `out` is its stdout and its stderr
    std::string trouble = {};      ///< why not: "/no/such: No such file or directory"
};
Started start(Command&);

}  // namespace process
