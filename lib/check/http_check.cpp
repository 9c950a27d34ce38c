#include <check/http_check.hpp>

namespace check {
namespace {

// Lets all sides finish what needs no time: when one side closes a connection, the other notices
// some turns of the loop later.
aio::Coroutine<> settle() {
    constexpr int turns = 100;  // a busy loop looks at its sockets every 16
    for (int i = 0; i < turns; ++i) co_await aio::sleep(aio::duration::zero());
}

bool was_asked(const timeline::Record& record, const std::string& target, aio::duration time) {
    for (const timeline::Row& lane : record.lanes)
        for (const timeline::Span& span : lane.spans)
            if (span.state == timeline::State::running && span.detail == target &&
                span.begin.time_since_epoch() <= time && time <= span.end.time_since_epoch())
                return true;
    return false;
}

}  // namespace

void Server::write(Writer& to) const {
    send(to, answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        send(to, answers[i].method);
        send(to, answers[i].target);
        send(to, answers[i].status);
        send(to, times_[i]);
    }
    send(to, took);
    send(to, tasks);
    send(to, clients);
}

void Server::read(Reader& from, const timeline::Record& record) {
    answers.clear();
    for (std::size_t count = from.size(from.most_elements()); count > 0; --count) {
        aio::http::Answered one;
        one.method = receive<std::string>(from);
        one.target = receive<std::string>(from);
        one.status = receive<int>(from);
        const auto time = receive<aio::duration>(from);
        if (was_asked(record, one.target, time)) answers.push_back(std::move(one));
    }
    took = receive<aio::duration>(from);
    tasks = receive<std::vector<std::string>>(from);
    clients = receive<std::size_t>(from);
}

aio::Coroutine<> Server::look_around(aio::time_point begin) {
    took = aio::this_loop().now() - begin;
    co_await settle();
    const aio::Task<> self = aio::current_task();
    tasks.clear();
    for (const aio::Task<>& task : aio::all_tasks())
        if (task != self && !aio::extend::is_hidden(task)) tasks.emplace_back(task.name());
}

aio::Coroutine<> Server::end(lesson_server::Server& server) {
    co_await settle();
    clients = server.connections();
    co_await server.close();
}

std::string by_address(std::string url) {
    constexpr std::string_view name = "localhost";
    if (const auto at = url.find(name); at != url.npos) url.replace(at, name.size(), "127.0.0.1");
    return url;
}

std::string function(const timeline::Record& record, std::string_view task) {
    const timeline::Row* row = record.find(task);
    const std::string where = row ? place(row->where) : std::string();
    return std::string(task) + (where.empty() ? "" : " (" + where + ")");
}

std::string failure(const Failure& error, const timeline::Record& record, std::string_view task) {
    if (error.kind == Failure::Kind::deadlock)
        return failure(error, record);  // says which task waits for what
    if (error.kind == Failure::Kind::no_result)
        return function(record, task) + " ended without co_return, so it has no result.";
    const timeline::Row* row = record.find(task);
    const aio::time_point end = row && row->ended ? row->ended->when : record.now;
    return function(record, task) + " ended with " + error.description() + ", at " +
           seconds(end.time_since_epoch()) + ".";
}

}  // namespace check
