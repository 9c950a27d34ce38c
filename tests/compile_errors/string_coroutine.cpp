// says: a function with co_await or co_return in it is a coroutine
std::string program() {
    co_await tick();
    co_return "done";
}
