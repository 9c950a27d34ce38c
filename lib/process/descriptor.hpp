// A file descriptor that is closed at the end of its life.
//
//   const Descriptor file(open("exercise.cpp", O_RDONLY | O_CLOEXEC));
//   if (!file) ...  // errno says why
#pragma once

#include <utility>

#include <unistd.h>

namespace process {

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }

    explicit operator bool() const { return number_ >= 0; }
    int get() const { return number_; }
    int release() { return std::exchange(number_, -1); }
    void close() {
        if (number_ >= 0) ::close(release());
    }

private:
    int number_;
};

}  // namespace process
