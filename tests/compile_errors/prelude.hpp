// The beginning of the programs here.
#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

aio::Coroutine<int> fetch(int);
aio::Coroutine<> tick();
