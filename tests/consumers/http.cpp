// The same with aio::http: a connection that nobody answers. Prints "refused".
#include <iostream>

#include <aio/aio.hpp>
#include <http/http.hpp>

#ifdef ASIO_VERSION
#error "the headers of aio::http include Asio: their users would need it, too"
#endif

aio::Coroutine<> program() {
    aio::http::Session session;
    try {
        co_await session.get("http://127.0.0.1:1/");
    } catch (const aio::http::ClientConnectorError&) {
        std::cout << "refused\n";
    }
    co_await session.close();
}

int main() { aio::run(program()); }
