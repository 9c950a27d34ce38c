// fits: it compiles
aio::Coroutine<> program(aio::Task<int> task, aio::Future<std::string> future) {
    co_await aio::gather(std::vector<aio::AnyFuture>{task, future});
}
