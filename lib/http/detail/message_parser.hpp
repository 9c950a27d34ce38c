// llhttp, for requests and answers alike. It finds the parts of a message; what it does not limit
// is limited here. Not for users: includes llhttp.
//
//   llhttp                        MessageParser                  the class derived
//   "GET /a HTTP/1.1\r\n"   -->                            -->   first_line("/a")
//   "X-A: 1\r\n"            -->   headers.add("X-A", "1")
//   "\r\n"                  -->                            -->   head_complete()
//   "abc"                   -->                            -->   body("abc")
//   the end                 -->                            -->   complete()
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <llhttp.h>

#include <http/headers.hpp>

namespace aio::http::detail {

/// One message, as it is being parsed. The derived class says how many bytes and headers are
/// accepted, and what happens when there are more.
class MessageParser {
public:
    enum class Outcome { more, complete, broken };

    MessageParser(const MessageParser&) = delete;
    MessageParser& operator=(const MessageParser&) = delete;

    Headers headers;

protected:
    MessageParser(llhttp_type_t type, std::size_t max_field, std::size_t max_headers);
    ~MessageParser() = default;

    // Each returns what llhttp is to do: 0 to go on, or what refuse() returns.
    virtual int first_line(std::string_view piece) = 0;  // the target, or the reason
    virtual int head_complete() = 0;
    virtual int body(std::string_view piece) = 0;
    virtual int complete() = 0;
    /// Notes why the message is not accepted. `status` is for the sender of a request.
    virtual int refuse(int status, std::string why) = 0;

    /// Another head of the same message follows.
    void begin_head_again();

    /// The parser's state; its own functions, such as llhttp_execute, take it.
    llhttp_t llhttp_;
    bool begun_ = false;      // blank lines in front do not count
    bool head_done_ = false;  // further fields are trailers

private:
    struct Callbacks;
    int add_to_field(std::string& text, std::string_view piece);
    int end_field();

    std::size_t max_field_, max_headers_;
    std::string name_, value_;
    std::size_t fields_ = 0;
};

}  // namespace aio::http::detail
