// says: this object is const, and to await a coroutine uses it up
aio::Coroutine<> program() {
    const auto one = fetch(1);
    co_await one;
}
