// says: to let time pass, write co_await aio::sleep(3s)
aio::Coroutine<> program() { co_await 3s; }
