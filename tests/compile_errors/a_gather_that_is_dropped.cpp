// says: gather starts them, but nobody waits for them: write co_await in front
aio::Coroutine<> program() {
    aio::gather(fetch(1), fetch(2));
    co_await tick();
}
