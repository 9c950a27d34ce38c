// says: the clean-up of a try_finally takes the error, or nothing
aio::Coroutine<> program() {
    co_await aio::try_finally([]() -> aio::Coroutine<> { co_await tick(); },
                              [](int, int) -> aio::Coroutine<> { co_await tick(); });
}
