// says: a coroutine is what the function returns: call it
aio::Coroutine<> program() {
    aio::create_task(fetch);
    co_await tick();
}
