// says: this is still to be awaited: write co_return co_await
aio::Coroutine<std::vector<int>> program(std::vector<aio::Task<int>> tasks) {
    co_return aio::gather(tasks);
}
