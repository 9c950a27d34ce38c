// says: non-void function does not return a value
// says with GNU: no return statement in function returning non-void
aio::Coroutine<> program() { aio::create_task(tick()); }
