// The rows of http_rows.hpp with libcurl: one easy handle, reused, for requests in turn, the multi
// interface for many at once.
//
//   BENCH_SERVER=http://127.0.0.1:8080 build/release/bin/bench_curl http_get 10000
#include <curl/curl.h>

#include <deque>
#include <string>

#include "measure.hpp"

namespace {

constexpr std::size_t small_size = 97, body_size = 1024 * 1024;
constexpr int connections = 100;

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) {
    static_cast<std::string*>(to)->append(data, size * count);
    return size * count;
}

/// One request after another, with the string that receives the answer's body.
class Transfer {
public:
    explicit Transfer(const char* path) : url_(bench::server() + path) {
        // What aio::http sends.
        headers_ = curl_slist_append(headers_, "Accept-Encoding: gzip, deflate");
        headers_ = curl_slist_append(headers_, "User-Agent: nine-to-three/1.0 aio::http");
        curl_easy_setopt(handle, CURLOPT_URL, url_.c_str());
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_);
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body_);
        curl_easy_setopt(handle, CURLOPT_PRIVATE, this);
        curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 300'000L);  // like aio's and aiohttp's
    }
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer() {
        curl_easy_cleanup(handle);
        curl_slist_free_all(headers_);
    }
    /// The body has come; the next one starts empty.
    void check(CURLcode code, std::size_t size) {
        if (code != CURLE_OK || body_.size() != size) {
            std::fprintf(stderr, "curl: %s, %zu bytes\n", curl_easy_strerror(code), body_.size());
            std::exit(1);
        }
        body_ = std::string();
    }
    CURL* handle = curl_easy_init();

private:
    std::string url_, body_;
    curl_slist* headers_ = nullptr;
};

void in_turn(Transfer& transfer, std::size_t size, int n) {
    for (int i = 0; i < n; ++i) transfer.check(curl_easy_perform(transfer.handle), size);
}

/// Repeats each of the transfers until there have been n in all.
void at_once(CURLM* multi, std::deque<Transfer>& transfers, int n) {
    int to_ask = n, to_come = n, running = 0, left = 0;
    for (Transfer& transfer : transfers)
        if (to_ask-- > 0) curl_multi_add_handle(multi, transfer.handle);
    while (to_come > 0) {
        curl_multi_perform(multi, &running);
        while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            CURL* const handle = message->easy_handle;
            Transfer* transfer = nullptr;
            curl_easy_getinfo(handle, CURLINFO_PRIVATE, &transfer);
            transfer->check(message->data.result, small_size);
            curl_multi_remove_handle(multi, handle);
            --to_come;
            if (to_ask-- > 0) curl_multi_add_handle(multi, handle);
        }
        if (to_come > 0) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const bench::Options options = bench::parse(argc, argv);
    curl_global_init(CURL_GLOBAL_ALL);
    const bool large = options.row == "http_body", one = large || options.row == "http_get";
    CURLM* const multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
    std::deque<Transfer> transfers;
    for (int i = 0; i < (one ? 1 : connections); ++i)
        transfers.emplace_back(large ? "/bytes/1048576" : "/bytes/97");
    bench::Rounds rounds(options);
    while (rounds.more()) {
        rounds.begin();
        one ? in_turn(transfers[0], large ? body_size : small_size, options.n)
            : at_once(multi, transfers, options.n);
        rounds.end();
    }
    rounds.print();
}
