// says: aio::wait takes tasks or futures: make them with aio::create_task first
aio::Coroutine<> program(std::vector<aio::Coroutine<int>> coroutines) {
    co_await aio::wait(coroutines);
}
