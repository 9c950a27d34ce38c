// says: this takes a coroutine: what an aio::Coroutine function returns
aio::Coroutine<> program() {
    aio::create_task(5);
    co_await tick();
}
