// SPDX-License-Identifier: Apache-2.0
// What `--help` says below the options of each command: examples, what it prints, and its exit statuses.
#pragma once

namespace reachd::daemon::help {

inline constexpr const char* program =
    "Examples:\n  reachd check reachd.yaml\n  reachd run reachd.yaml\n"
    "  reachd run --probe-log probes.jsonl reachd.yaml\n  reachd explain gw1.example.net\n"
    "  reachd diff reachd.yaml\n  reachd ctl reload --wait\n  reachd status --down\n\n"
    "Data goes to standard output, errors to standard error. Exit status of every command: 0 done, 1 failure, 2 "
    "usage;\n"
    "what else there is, `reachd COMMAND --help` says.";

inline constexpr const char* run =
    "Examples:\n  reachd run /etc/reachd/reachd.yaml\n"
    "  reachd run --state-dir /var/lib/reachd /etc/reachd/reachd.yaml\n\n"
    "Metrics are on http://127.0.0.1:10094/metrics unless the file says otherwise.\n"
    "The file is followed: a change is applied at once, and a bad one changes nothing. SIGHUP reads it again; SIGTERM\n"
    "and SIGINT end it. Exit status: 0 ended by a signal, 1 failure, 2 usage, 78 bad configuration.";

inline constexpr const char* check =
    "Examples:\n  reachd check /etc/reachd/reachd.yaml\n  reachd check --dump /etc/reachd/reachd.yaml > "
    "effective.yaml\n\n"
    "Prints every error with its place (of more than twenty the first ones, and how many). With --dump it prints the "
    "file as reachd understands it: defaults, templates,\n"
    "groups and includes merged, one target a line, in a form that `check` accepts again.\n"
    "Exit status: 0 the file is good, 1 it is not, 2 usage.";

inline constexpr const char* diff =
    "Example:\n  reachd diff /etc/reachd/reachd.yaml\n\n"
    "Prints what a reload of FILE would change: `- NAME`, `+ NAME`, `~ NAME: interval 1s → 2s`, and the sums.\n"
    "Exit status: 0 the same, 1 not the same, or FILE is bad and its errors are on standard error, 2 usage, 3 reachd "
    "does\n"
    "not answer.";

inline constexpr const char* explain =
    "Examples:\n  reachd explain gw1.example.net\n  reachd explain gw1.example.net --config /etc/reachd/reachd.yaml\n\n"
    "Prints each value with the line it comes from: the target's own, its group's, a template's, the defaults', or "
    "none\n"
    "where it is built in. If reachd is running: its address, schedule, state and what that rests on, loss and RTT of "
    "the\n"
    "last minute. Exit status: 0 told (without a running reachd: from the file alone), 1 the file is bad, not known, "
    "or\n"
    "has no such target, 2 usage.";

inline constexpr const char* schema =
    "Example:\n  reachd schema > reachd.schema.json\n\n"
    "An editor that knows JSON Schema (VS Code and others with yaml-language-server) completes and checks a file that\n"
    "begins with: # yaml-language-server: $schema=PATH/reachd.schema.json";

inline constexpr const char* completion =
    "Examples:\n  source <(reachd completion bash)\n  reachd completion zsh > ~/.zfunc/_reachd\n"
    "  reachd completion fish > ~/.config/fish/completions/reachd.fish";

inline constexpr const char* version = "Example:\n  reachd version";

inline constexpr const char* ctl = "Example:\n  reachd ctl reload --wait";

inline constexpr const char* reload =
    "Example:\n  reachd ctl reload --wait\n\n"
    "With --wait it prints what has changed, or every error of the file. Exit status: 0 applied (without --wait: "
    "asked\n"
    "for), 1 the file is bad and the configuration before stays, or reachd does not answer, 2 usage.";

inline constexpr const char* status =
    "Examples:\n  reachd status --down\n  reachd status --json | jq '.targets[] | select(.loss > 0.1)'\n\n"
    "Exit status: 0 told, 1 reachd does not answer, 2 usage.";

}  // namespace reachd::daemon::help
