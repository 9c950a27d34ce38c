// says: a coroutine is what the function returns: call it
aio::Coroutine<> program() {
    co_await aio::task_group([&](aio::TaskGroup& group) -> aio::Coroutine<> {
        group.create_task(fetch);
        co_await tick();
    });
}
