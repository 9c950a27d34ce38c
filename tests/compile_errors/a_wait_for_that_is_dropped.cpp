// says: a coroutine runs only when it is awaited: write co_await in front
aio::Coroutine<> program() {
    aio::wait_for(fetch(1), 3s);
    co_await tick();
}
