#include <aio/aio.hpp>
#include <chrono>
#include <cstdio>
using namespace std::chrono_literals;

aio::Coroutine<> nine_and_three() {
    for (auto d : {3s, 3s, 3s}) co_await aio::create_task(aio::sleep(d));
    std::puts("nine");
    co_await aio::gather(aio::sleep(3s), aio::sleep(3s), aio::sleep(3s));
    std::puts("and three");
}

int main() { aio::run(nine_and_three()); }
