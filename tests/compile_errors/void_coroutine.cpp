// says: a function with co_await or co_return in it is a coroutine, and says so by what it returns
void program() { co_await tick(); }
