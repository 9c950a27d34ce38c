// says: co_yield is for generators, which return an aio::AsyncGenerator
aio::Coroutine<> program() { co_yield 1; }
