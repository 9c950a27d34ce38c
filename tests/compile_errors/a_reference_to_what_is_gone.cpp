// says: a coroutine must not take && parameters
aio::Coroutine<> program(std::string&&) { co_await tick(); }
