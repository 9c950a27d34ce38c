// says: this is still to be awaited: write co_return co_await
aio::Coroutine<int> program() { co_return fetch(1); }
