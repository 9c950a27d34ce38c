// fits: it compiles
aio::Coroutine<> program(std::size_t n) {
    std::vector<aio::Task<>> tasks(n);
    for (auto& task : tasks) task = aio::create_task(tick());
    co_await aio::gather(tasks);
}
