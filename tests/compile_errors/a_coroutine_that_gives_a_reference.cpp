// says: a coroutine cannot give a reference
aio::Coroutine<int&> program(int& number) { co_return number; }
