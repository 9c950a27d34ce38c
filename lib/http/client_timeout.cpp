#include <http/client_timeout.hpp>

#include <algorithm>
#include <stdexcept>

namespace aio::http {

ClientTimeout ClientTimeout::effective() const {
    ClientTimeout result = *this;
    if (total == of_session().total)
        result.total = ClientTimeout().total;
    else if (total && *total <= duration::zero())
        throw std::invalid_argument(
            "ClientTimeout: total must be more than zero; leave it empty "
            "(std::nullopt) for no limit");
    for (auto* part : {&result.connect, &result.sock_connect, &result.sock_read}) {
        if (!*part) continue;
        if (**part < duration::zero())
            throw std::invalid_argument("ClientTimeout: a limit must not be negative");
        if (**part == duration::zero()) part->reset();
        if (*part && result.total) result.total = std::max(*result.total, **part);
    }
    return result;
}

}  // namespace aio::http
