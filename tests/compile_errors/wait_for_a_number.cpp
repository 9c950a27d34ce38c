// says: a limit is a duration, such as 5s or 100ms, or std::nullopt for none
aio::Coroutine<> program() { co_await aio::wait_for(tick(), 5); }
