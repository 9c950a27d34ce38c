// says: write aio::Coroutine<> instead of void, aio::Coroutine<int> instead of int
int program() { co_return co_await fetch(1); }
