// fits: it compiles
aio::Coroutine<> program() {
    co_await aio::try_finally([]() -> aio::Coroutine<> { co_await tick(); },
                              []() -> aio::Coroutine<> { co_await tick(); });
}
