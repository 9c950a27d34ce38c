// says: to wait for several, write co_await aio::gather(...)
aio::Coroutine<> program(std::vector<aio::Task<int>> tasks) { co_await tasks; }
