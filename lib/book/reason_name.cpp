#include <book/reason_name.hpp>

namespace book {

std::string_view name_of(lesson::Reason reason) {
    using enum lesson::Reason;
    switch (reason) {
        case nothing_to_wait_for:
            return "nothing_to_wait_for";
        case no_task:
            return "no_task";
        case one_task:
            return "one_task";
        case in_turn:
            return "in_turn";
        case at_once:
            return "at_once";
        case partly_at_once:
            return "partly_at_once";
        case loop_held:
            return "loop_held";
        case waited_in_line:
            return "waited_in_line";
        case network:
            return "network";
        case own_connections:
            return "own_connections";
        case kept_connections:
            return "kept_connections";
        case side_by_side:
            return "side_by_side";
        case slow_answer:
            return "slow_answer";
        case never_connected:
            return "never_connected";
        case given_up_in_silence:
            return "given_up_in_silence";
        case given_up_in_all:
            return "given_up_in_all";
        case siblings_ran_on:
            return "siblings_ran_on";
        case siblings_cancelled:
            return "siblings_cancelled";
        case nobody_waited:
            return "nobody_waited";
        case errors_kept:
            return "errors_kept";
        case cancelled:
            return "cancelled";
        case cleaned_up:
            return "cleaned_up";
        case clean_up_cancelled:
            return "clean_up_cancelled";
        case cancel_ignored:
            return "cancel_ignored";
        case first_come:
            return "first_come";
        case limit:
            return "limit";
        case limits_add_up:
            return "limits_add_up";
        case budget:
            return "budget";
        case outlived_its_waiter:
            return "outlived_its_waiter";
        case deadlock:
            return "deadlock";
        case cut_off:
            return "cut_off";
    }
    return "";
}

}  // namespace book
