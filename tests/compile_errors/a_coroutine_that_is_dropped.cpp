// says: a coroutine runs only when it is awaited: write co_await in front
aio::Coroutine<> program() {
    fetch(1);
    co_await tick();
}
