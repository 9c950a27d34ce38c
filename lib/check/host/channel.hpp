// Reports to the coach, in a way that the student's code cannot do as well.
//
//   Channel channel(3);                // reads the word from stdin
//   load_and_run_the_exercise();
//   channel.write("{\"ends\": true}");  // "<word>{"ends": true}\n"
//
// Every line begins with a word that the coach has made up for this one run. It
// is read before anything of the student's runs and lies in a page of memory
// that cannot be read in between, so that no search comes upon it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace check {

class Channel {
public:
    /// Reads the first line of stdin, unless it is to write to stdout, for people.
    explicit Channel(int descriptor);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// One line. Ends the program if that cannot be done, or if the descriptor leads
    /// elsewhere by now: whoever sits there would learn the word.
    void write(std::string_view line) const;

private:
    void read_word();

    int descriptor_;
    struct stat where_{};
    char* page_ = nullptr;  // of its own; readable only while it is written
    std::size_t page_size_, word_size_ = 0;
};

}  // namespace check
