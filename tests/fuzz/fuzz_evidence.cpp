// Any bytes as what a runner hands over: they are refused with Malformed, or they are evidence;
// then they are written exactly as they were read, and a record can be made from them. The library
// of checks uses doctest, so doctest's implementation must be compiled somewhere.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <check/evidence.hpp>
#include <timeline/record.hpp>

#include "must.hpp"

namespace {

template <class T>
std::string sent(const T& value) {
    check::Writer to;
    check::send(to, value);
    return to.text();
}

// The body of a run is tried without its frame, too, because most bytes are not a valid frame.
void check_run(std::string_view body) {
    check::Reader from(body);
    const auto run = check::receive<check::RunEvidence>(from);
    const std::string text = sent(run);
    check::Reader again(text);
    must(sent(check::receive<check::RunEvidence>(again)) == text, "a run is read as it is written");
    if (check::contradiction_in(run)) return;
    const timeline::Record record = timeline::record_of(run.tape);
    must(record.elapsed() >= aio::duration{}, "no run ends before it begins");
    must(run.result.has_value() != run.error.has_value(), "a run has a result, or an error");
}

template <class F>
void try_to(F f) {
    try {
        f();
    } catch (const check::Malformed& error) {
        must(*error.what() != '\0', "an error says what is wrong");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    try_to([&] { check_run(input); });
    try_to([&] {
        const check::Evidence evidence = check::Evidence::read(input);
        const check::Piece* piece = evidence.find("a fact", 0);
        if (!piece) return;
        must(check::framed(*piece).size() > piece->body.size(), "a frame is around its piece");
        check_run(piece->body);
    });
    return 0;
}
