// fits: it compiles
aio::Coroutine<> program() {
    auto one = fetch(1);
    co_await aio::create_task(one);
}
