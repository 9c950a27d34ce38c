// says: a coroutine is what the function returns: call it
int main() { aio::run(tick); }
