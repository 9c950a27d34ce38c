#include <check/http_check.hpp>

namespace check {
namespace {

// Lets everybody finish what needs no time: a connection that one side has
// closed is noticed by the other some turns of the loop later.
aio::Coroutine<> settle() {
    constexpr int turns = 100;  // a busy loop looks at its sockets every 16
    for (int i = 0; i < turns; ++i) co_await aio::sleep(aio::duration::zero());
}

}  // namespace

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

std::string failure(const std::exception_ptr& error, const timeline::Record& record,
                    std::string_view task) {
    try {
        std::rethrow_exception(error);
    } catch (const aio::DeadlockError&) {
        return failure(error, record);  // tells who waits for what
    } catch (...) {
    }
    if (is_no_result(error))
        return function(record, task) + " ended without co_return, so it has no result.";
    const timeline::Row* row = record.find(task);
    const aio::time_point end = row && row->ended ? row->ended->when : record.now;
    return function(record, task) + " ended with " + describe(error) + ", at " +
           seconds(end.time_since_epoch()) + ".";
}

}  // namespace check
