// says: a lambda must say `-> aio::Coroutine<>`
aio::Coroutine<> program() {
    aio::create_task([] { fetch(1).close(); });
    co_await tick();
}
