// says: an aio::Lock is awaited: write auto held = co_await lock.hold();
aio::Coroutine<> program(aio::Lock& lock) {
    const std::lock_guard guard(lock);
    co_await tick();
}
