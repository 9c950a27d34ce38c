// says: this is a task or future, which is under way already: co_await it
aio::Coroutine<> program() {
    auto task = aio::create_task(fetch(1));
    aio::create_task(task);
    co_await task;
}
