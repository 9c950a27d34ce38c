#include <http/detail/public_suffix.hpp>

#include <libpsl.h>

namespace aio::http::detail {

bool is_public_suffix(const std::string& domain) {
    if (domain.find('.') == std::string::npos) return true;
    // libpsl may have been built without a list of its own.
    static const psl_ctx_t* const list = psl_builtin() ? psl_builtin() : psl_latest(nullptr);
    return list && psl_is_public_suffix(list, domain.c_str());
}

}  // namespace aio::http::detail
