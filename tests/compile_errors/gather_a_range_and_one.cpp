// says: a range is gathered alone: co_await aio::gather(range)
aio::Coroutine<> program(std::vector<aio::Task<int>> tasks) {
    co_await aio::gather(tasks, fetch(1));
}
