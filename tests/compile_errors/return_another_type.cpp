// says: what this returns is not what its aio::Coroutine<...> says
aio::Coroutine<int> program() { co_return std::string("five"); }
