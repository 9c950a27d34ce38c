// What a user of the library writes first, built in each of the ways to use it from another
// project. Prints "3 s".
#include <chrono>
#include <iostream>

#include <aio/aio.hpp>

#ifdef ASIO_VERSION
#error "aio's headers include Asio: their users would need it, too"
#endif

using namespace std::chrono_literals;

aio::Coroutine<> program() {
    co_await aio::gather(aio::sleep(3s), aio::sleep(3s), aio::sleep(3s));
    const auto now = aio::this_loop().now().time_since_epoch();
    std::cout << std::chrono::duration_cast<std::chrono::seconds>(now).count() << " s\n";
}

int main() { aio::run(program(), {.clock = aio::Clock::simulated}); }
