// says: the body must return a coroutine: write `-> aio::Coroutine<>`
aio::Coroutine<> program() {
    co_await aio::task_group([&](aio::TaskGroup& group) { group.create_task(fetch(1)); });
}
