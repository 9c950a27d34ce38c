// says: the body must return a coroutine: write `-> aio::Coroutine<>`
aio::Coroutine<> program() {
    co_await aio::timeout(1s, [&] { fetch(1).close(); });
}
