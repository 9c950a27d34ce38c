// A very small terminal: shows what would be on the screen after these bytes.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

// Understands only the sequences that lib/terminal writes; any other is an error.
class Screen {
public:
    Screen(int width, int height) { resize(width, height); }

    // Like a terminal that does not rewrap: lines are cut or padded.
    void resize(int width, int height) {
        width_ = width;
        height_ = height;
        lines_.resize(static_cast<std::size_t>(height));
        for (auto& line : lines_) line.resize(static_cast<std::size_t>(width), " ");
        row_ = std::min(row_, height - 1);
        column_ = std::min(column_, width - 1);
    }

    void feed(const std::string& bytes) {
        buffer_ += bytes;
        while (!buffer_.empty())
            if (const std::size_t used = step())
                buffer_.erase(0, used);
            else
                break;
    }

    std::vector<std::string> lines() const {
        std::vector<std::string> out;
        for (const auto& line : lines_) {
            std::string text;
            for (const auto& cell : line) text += cell;
            text.erase(text.find_last_not_of(' ') + 1);
            out.push_back(text);
        }
        return out;
    }
    std::string text() const {
        std::string out;
        for (const auto& line : scrolled_) out += line + "\n";
        for (const auto& line : lines()) out += line + "\n";
        out.erase(out.find_last_not_of('\n') + 1);
        return out;
    }
    bool cursor_shown() const { return shown_; }
    bool wraps() const { return wraps_; }
    int row() const { return row_; }
    int column() const { return column_; }
    std::string unknown() const { return unknown_; }

private:
    // One character or sequence; 0 if it is not complete yet.
    std::size_t step() {
        const auto c = static_cast<unsigned char>(buffer_[0]);
        if (c == 0x1b) return escape();
        if (c == '\r') return column_ = 0, pending_ = false, 1;
        if (c == '\n') return newline(), 1;
        if (c == '\t') return column_ = std::min(width_ - 1, (column_ / 8 + 1) * 8), 1;
        const std::size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        if (buffer_.size() < length) return 0;
        put(buffer_.substr(0, length));
        return length;
    }

    std::size_t escape() {
        const std::size_t end = buffer_.find_first_not_of("0123456789;?", 2);
        if (buffer_.size() < 2 || end == buffer_.npos) return 0;
        const std::string sequence = buffer_.substr(1, end);
        if (sequence == "[?25h" || sequence == "[?25l")
            shown_ = sequence.back() == 'h';
        else if (sequence == "[?7h" || sequence == "[?7l")
            wraps_ = sequence.back() == 'h';
        else if (sequence == "[K")
            erase(row_, column_);
        else if (sequence == "[J")
            erase_below();
        else if (sequence.back() == 'A')
            row_ = std::max(0, row_ - count(sequence)), pending_ = false;
        else if (sequence.back() != 'm' && sequence.substr(0, 6) != "[?2026")
            unknown_ += sequence;
        return end + 1;
    }

    static int count(const std::string& sequence) {
        return sequence == "[A" ? 1 : std::stoi(sequence.substr(1));
    }
    void put(const std::string& character) {
        if (pending_ && wraps_) newline(), column_ = 0;
        cell(row_, column_) = character;
        pending_ = column_ == width_ - 1;
        if (!pending_) ++column_;
    }
    void newline() {
        pending_ = false;
        if (row_ < height_ - 1) {
            ++row_;
            return;
        }
        scrolled_.push_back(lines().front());
        lines_.erase(lines_.begin());
        lines_.emplace_back(static_cast<std::size_t>(width_), " ");
    }
    void erase(int row, int from) {
        for (int i = from; i < width_; ++i) cell(row, i) = " ";
    }
    void erase_below() {
        erase(row_, column_);
        for (int i = row_ + 1; i < height_; ++i) erase(i, 0);
    }
    std::string& cell(int row, int column) {
        return lines_[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
    }

    int width_ = 0, height_ = 0, row_ = 0, column_ = 0;
    bool shown_ = true, wraps_ = true, pending_ = false;
    std::vector<std::vector<std::string>> lines_;
    std::vector<std::string> scrolled_;
    std::string buffer_, unknown_;
};
