// https: valid certificates, and invalid ones. The authority, its certificates and the server are
// made here.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>

#include <asio/ssl.hpp>
#include <asio/write.hpp>

#include "http_origin.hpp"

namespace {

constexpr long day = 24 * 60 * 60;

struct Certificate {
    std::shared_ptr<X509> x509;
    std::shared_ptr<EVP_PKEY> key;
};

/// For these names ("DNS:a.test,IP:127.0.0.1"), from `from` to `to` seconds from
/// now, signed by `issuer`, or by itself.
Certificate make_certificate(const std::string& names, long from, long to,
                             const Certificate* issuer = nullptr) {
    Certificate made{{X509_new(), X509_free}, {EVP_EC_gen("P-256"), EVP_PKEY_free}};
    X509* x = made.x509.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), issuer ? 2 : 1);
    X509_gmtime_adj(X509_getm_notBefore(x), from);
    X509_gmtime_adj(X509_getm_notAfter(x), to);
    X509_set_pubkey(x, made.key.get());
    X509_NAME* name = X509_get_subject_name(x);
    const std::string text = issuer ? "server" : "authority " + names;
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
    X509* const signer = issuer ? issuer->x509.get() : x;
    X509_set_issuer_name(x, X509_get_subject_name(signer));
    const auto extend = [&](int kind, const std::string& value) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, signer, x, nullptr, nullptr, 0);
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
        X509_add_ext(x, extension, -1);
        X509_EXTENSION_free(extension);
    };
    extend(NID_basic_constraints, issuer ? "critical,CA:FALSE" : "critical,CA:TRUE");
    extend(NID_subject_alt_name, names);
    X509_sign(x, (issuer ? issuer->key : made.key).get(), EVP_sha256());
    return made;
}

/// The authority that the clients of these tests trust.
const Certificate& authority() {
    static const Certificate one = make_certificate("DNS:authority.test", -day, day);
    return one;
}

/// Its certificate in a file, which is removed at the program's end.
const std::string& ca_file() {
    struct File {
        std::string path = std::filesystem::temp_directory_path() /
                           ("nine_ca_" + std::to_string(::getpid()) + ".pem");
        File() {
            std::FILE* file = std::fopen(path.c_str(), "w");
            PEM_write_X509(file, authority().x509.get());
            std::fclose(file);
        }
        ~File() { std::filesystem::remove(path); }
    };
    static const File file;
    return file.path;
}

Certificate signed_for(const std::string& names, long from = -day, long to = day) {
    return make_certificate(names, from, to, &authority());
}

/// What the server does after an answer.
enum class Then { listen, say_good_bye, hang_up };

/// A server that speaks TLS with this certificate, and answers ok to everything.
class TlsOrigin {
public:
    explicit TlsOrigin(const Certificate& certificate, std::string answer = ok,
                       Then then = Then::listen)
        : context_(asio::ssl::context::tls_server),
          answer_(std::move(answer)),
          then_(then),
          acceptor_(io_context(), tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        SSL_CTX_use_certificate(context_.native_handle(), certificate.x509.get());
        SSL_CTX_use_PrivateKey(context_.native_handle(), certificate.key.get());
        tasks_.push_back(create_task(accept(), "origin"));
    }
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    [[nodiscard]] http::Resolver resolver() const {
        return [port = port()](std::string) -> Coroutine<std::vector<http::Address>> {
            co_return std::vector<http::Address>{{.ip = "127.0.0.1", .port = port}};
        };
    }
    Coroutine<> close() {
        for (const auto& task : tasks_) task.cancel();
        co_await wait(tasks_);
    }
    int conns = 0;
    int open = 0;
    int good_byes = 0;  // clients that said good-bye before they closed
    std::string sni;    // the name that the client asked for

private:
    Coroutine<> accept() {
        for (;;) {
            tcp::socket socket = co_await acceptor_.async_accept(use_coroutine);
            ++conns;
            tasks_.push_back(create_task(serve(std::move(socket)), "connection"));
        }
    }
    Coroutine<> serve(tcp::socket socket) {
        ++open;
        struct Closed {
            int& open;
            ~Closed() { --open; }
        } closed{open};
        asio::ssl::stream<tcp::socket> stream(std::move(socket), context_);
        try {
            co_await stream.async_handshake(asio::ssl::stream_base::server, use_coroutine);
            const char* name =
                SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
            sni = name ? name : "(none)";
            std::string got;
            for (char block[4096];;) {
                const std::size_t n =
                    co_await stream.async_read_some(asio::buffer(block), use_coroutine);
                got.append(block, n);
                if (!got.ends_with("\r\n\r\n")) continue;
                got.clear();
                co_await asio::async_write(stream, asio::buffer(answer_), use_coroutine);
                if (then_ == Then::say_good_bye) co_await stream.async_shutdown(use_coroutine);
                if (then_ != Then::listen) co_return;
            }
        } catch (const asio::system_error& e) {  // the client has gone, or has refused us
            good_byes += e.code() == asio::error::eof;
        }
    }

    asio::ssl::context context_;
    std::string answer_;
    Then then_;
    tcp::acceptor acceptor_;
    std::vector<Task<>> tasks_;
};

/// How a GET of this URL from a server with this certificate ends.
Fate fate_with(const Certificate& certificate, const std::string& url,
               http::TlsOptions tls = {.ca_file = ca_file()}) {
    Fate fate;
    play_in_real_time([&]() -> Coroutine<> {
        TlsOrigin origin(certificate);
        Session session({.limit = 1, .resolver = origin.resolver(), .tls = tls});
        std::string full = url;
        if (const auto at = full.find("PORT"); at != std::string::npos)
            full.replace(at, 4, std::to_string(origin.port()));
        fate = co_await wait_for(fate_of(get_text(session, full)), 2s);
        CHECK(session.pool().in_use == 0);
        CHECK(session.pool().idle == (fate.good() ? 1 : 0));
        if (!fate.good()) {
            const bool closed = co_await soon([&] { return origin.open == 0; });
            CHECK(closed);
        }
        co_await session.close();
        co_await origin.close();
    });
    return fate;
}

}  // namespace

TEST_CASE("https with a valid certificate, again and again on one connection") {
    play_in_real_time([]() -> Coroutine<> {
        TlsOrigin origin(signed_for("DNS:a.test,IP:127.0.0.1"));
        Session session({.resolver = origin.resolver(), .tls = {.ca_file = ca_file()}});
        for (int i = 0; i < 3; ++i) {
            auto response = co_await session.get("https://a.test/");
            const std::string text = co_await response.text();
            CHECK(text == "ok");
            CHECK(response.url().is_secure());
            co_await sleep(10ms);
        }
        CHECK(origin.conns == 1);
        CHECK(origin.sni == "a.test");
        co_await get_text(session, "https://127.0.0.1:" + std::to_string(origin.port()) + "/");
        CHECK(origin.conns == 2);
        CHECK(origin.sni == "(none)");  // addresses are not sent (RFC 6066)
        co_await session.close();
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
        co_await origin.close();
    });
}

TEST_CASE("https: more than was announced drops the connection") {
    play_in_real_time([]() -> Coroutine<> {
        TlsOrigin origin(signed_for("DNS:a.test"), ok + "surplus");
        Session session({.resolver = origin.resolver(), .tls = {.ca_file = ca_file()}});
        for (int i = 0; i < 2; ++i) {
            const std::string text = co_await get_text(session, "https://a.test/");
            CHECK(text == "ok");
        }
        CHECK(origin.conns == 2);
        co_await session.close();
        co_await origin.close();
    });
}

TEST_CASE("https: good-bye is said, by TLS's own alert, before the connection is closed") {
    play_in_real_time([]() -> Coroutine<> {
        TlsOrigin origin(signed_for("DNS:a.test"));
        Session session({.resolver = origin.resolver(), .tls = {.ca_file = ca_file()}});
        co_await get_text(session, "https://a.test/");
        co_await session.close();
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
        CHECK(origin.good_byes == 1);
        co_await origin.close();
    });
}

TEST_CASE("H4 https: the dot at the end of a host name is not part of the certificate's name") {
    play_in_real_time([]() -> Coroutine<> {
        TlsOrigin origin(signed_for("DNS:a.test"));
        Session session({.resolver = origin.resolver(), .tls = {.ca_file = ca_file()}});
        const int status = co_await status_of(session.get("https://a.test./"));
        CHECK(status == 200);
        CHECK(origin.sni == "a.test");  // RFC 6066, section 3
        co_await session.close();
        co_await origin.close();
    });
    CHECK(fate_with(signed_for("DNS:b.test"), "https://a.test./")
              .is<http::ClientConnectorCertificateError>());
}

TEST_CASE("H9 https: a body that ends with the connection is cut short without TLS's good-bye") {
    const auto fate_of_body = [](const std::string& bytes, Then then) {
        Fate fate;
        play_in_real_time([&]() -> Coroutine<> {
            TlsOrigin origin(signed_for("DNS:a.test"), bytes, then);
            Session session({.resolver = origin.resolver(), .tls = {.ca_file = ca_file()}});
            fate = co_await wait_for(fate_of(get_text(session, "https://a.test/")), 2s);
            CHECK(session.pool().in_use == 0);
            co_await session.close();
            co_await origin.close();
        });
        return fate;
    };
    const std::string open_end = "HTTP/1.1 200 OK\r\n\r\nall there is";
    CHECK(fate_of_body(open_end, Then::say_good_bye).good());
    const Fate cut = fate_of_body(open_end, Then::hang_up);
    CHECK(cut.is<http::ClientPayloadError>());
    CHECK(cut.contains("cut short"));
    // Where HTTP marks the end, that is enough: many servers are not polite.
    CHECK(fate_of_body(ok, Then::hang_up).good());
    CHECK(fate_of_body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                       Then::hang_up)
              .good());
    const Fate chunk = fate_of_body(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n", Then::say_good_bye);
    CHECK(chunk.is<http::ClientPayloadError>());
}

TEST_CASE("H9 https: it is cut short even while nobody reads") {
    play_in_real_time([]() -> Coroutine<> {
        TlsOrigin origin(signed_for("DNS:a.test"), "HTTP/1.1 200 OK\r\n\r\nsome", Then::hang_up);
        Session session({.resolver = origin.resolver(), .tls = {.ca_file = ca_file()}});
        auto response = co_await session.get("https://a.test/");
        co_await sleep(50ms);
        const std::string some = co_await response.read_some();
        CHECK(some == "some");
        const Fate fate = co_await fate_of(response.read_some());
        CHECK(fate.is<http::ClientPayloadError>());
        co_await session.close();
        co_await origin.close();
    });
}

TEST_CASE("https: a long body") {
    const std::string body(3'000'000, 'x');
    play_in_real_time([&]() -> Coroutine<> {
        TlsOrigin origin(signed_for("DNS:a.test"), answer("200 OK", "", body));
        Session session({.resolver = origin.resolver(), .tls = {.ca_file = ca_file()}});
        for (int i = 0; i < 2; ++i) {
            const std::string text = co_await get_text(session, "https://a.test/");
            CHECK(text == body);
        }
        CHECK(origin.conns == 1);
        co_await session.close();
        co_await origin.close();
    });
}

TEST_CASE("https: certificates that are refused, and why") {
    const auto refusal = [](const Certificate& certificate,
                            const std::string& url = "https://a.test/",
                            http::TlsOptions tls = {.ca_file = ca_file()}) {
        const Fate fate = fate_with(certificate, url, tls);
        CHECK(fate.is<http::ClientConnectorCertificateError>());
        CHECK(fate.is<http::ClientSSLError>());
        CHECK(fate.is<http::ClientConnectorError>());
        return fate.text();
    };
    const std::string start =
        "https://a.test/: the certificate of a.test port 443 is not trusted: ";
    CHECK(refusal(signed_for("DNS:a.test", -2 * day, -day)) == start + "certificate has expired");
    CHECK(refusal(signed_for("DNS:a.test", day, 2 * day)) ==
          start + "certificate is not yet valid");
    const Certificate by_itself = make_certificate("DNS:a.test", -day, day);
    CHECK(refusal(by_itself).starts_with(start + "self"));  // "self-signed certificate"
    CHECK(refusal(signed_for("DNS:b.test")) == start + "hostname mismatch");
    CHECK(refusal(signed_for("DNS:a.test"), "https://127.0.0.1:PORT/")
              .ends_with("IP address mismatch"));
    CHECK(refusal(signed_for("DNS:a.test"), "https://a.test/", {})
              .starts_with(start + "unable to get"));
}

TEST_CASE("https: a certificate is not checked if the options say so") {
    CHECK(fate_with(make_certificate("DNS:nobody.test", -2 * day, -day), "https://a.test/",
                    {.verify = false})
              .good());
}

TEST_CASE("https: a file of authorities that is missing or invalid") {
    const auto refusal = [](const std::string& file) {
        try {
            Session session({.tls = {.ca_file = file}});
            return std::string("accepted");
        } catch (const std::invalid_argument& e) {
            return std::string(e.what());
        }
    };
    CHECK(refusal("/no/such/file.pem") ==
          "Session: tls.ca_file is not a PEM certificate file: /no/such/file.pem: No such file or "
          "directory");
    CHECK(refusal(NINE_SOURCE_DIR "/LICENSE")
              .starts_with("Session: tls.ca_file is not a PEM certificate file: "));
}

TEST_CASE("https to a port that does not speak TLS, and http to one that does") {
    for (const bool hangs_up : {true, false}) {
        play_in_real_time([&]() -> Coroutine<> {
            tcp::acceptor acceptor(io_context(),
                                   tcp::endpoint(asio::ip::address_v4::loopback(), 0));
            const std::string url =
                "https://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
            Session session;
            auto request = create_task(fate_of(session.get(url)));
            tcp::socket socket = co_await acceptor.async_accept(use_coroutine);
            if (!hangs_up) co_await asio::async_write(socket, asio::buffer(ok), use_coroutine);
            socket.shutdown(tcp::socket::shutdown_send);
            const Fate fate = co_await wait_for(request, 1s);
            CHECK_MESSAGE(fate.is<http::ClientConnectorSSLError>(), fate.text());
            CHECK(fate.text().starts_with(url + ": no TLS with 127.0.0.1 port "));
            co_await session.close();
        });
    }
    const Fate fate = fate_with(signed_for("DNS:a.test"), "http://a.test/");
    const bool as_expected = is_disconnect(fate) || fate.is<http::ClientResponseError>();
    CHECK_MESSAGE(as_expected, fate.text());
}

TEST_CASE("https: a handshake that stalls is bounded by sock_connect, and can be cancelled") {
    play_in_real_time([]() -> Coroutine<> {
        tcp::acceptor acceptor(io_context(), tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        const std::string url =
            "https://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
        Session session({.timeout = {.sock_connect = 100ms}});
        const Stopwatch watch;
        const Fate fate = co_await fate_of(session.get(url));
        CHECK(fate.is<http::ConnectionTimeoutError>());
        CHECK(watch.shows(0.1));
        auto request = create_task(status_of(session.get(url)));
        co_await sleep(20ms);
        request.cancel();
        co_await wait(std::vector{request});
        CHECK(request.cancelled());
        CHECK(session.pool().in_use == 0);
        co_await session.close();
    });
}

TEST_CASE("https: a response destroyed while it is being read") {
    play_in_real_time([]() -> Coroutine<> {
        TlsOrigin origin(signed_for("DNS:a.test"),
                         "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123");
        Session session({.resolver = origin.resolver(), .tls = {.ca_file = ca_file()}});
        std::optional<Response> response(co_await session.get("https://a.test/"));
        auto reading = create_task(fate_of(response->read()));
        co_await sleep(20ms);
        response.reset();
        const Fate fate = co_await wait_for(reading, 1s);
        CHECK(fate.is<http::ClientConnectionError>());
        auto second = create_task(fate_of(get_text(session, "https://a.test/")));
        co_await sleep(50ms);
        co_await session.close();
        const Fate closed = co_await wait_for(second, 1s);
        CHECK(closed.is<http::ClientConnectionError>());
        co_await origin.close();
    });
}
