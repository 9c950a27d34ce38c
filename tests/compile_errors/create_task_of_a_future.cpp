// says: this is a task or future, which is under way already: co_await it
aio::Coroutine<> program(aio::Future<int> future) {
    aio::create_task(future);
    co_await tick();
}
