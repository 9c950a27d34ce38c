// says: the body of a task_group takes the group: write [&](aio::TaskGroup& group)
aio::Coroutine<> program() {
    co_await aio::task_group([&]() -> aio::Coroutine<> { co_await tick(); });
}
