# SPDX-License-Identifier: Apache-2.0
# Completion of reachd(8) for bash. What can be said comes from the program's own help, so this file knows no words.

# _reachd_words PROGRAM [COMMAND...]: the subcommands and options there.
_reachd_words() {
  "$@" --help 2>/dev/null | awk '
    /^[A-Z][A-Za-z ]*:/ { part = $1; next }
    part == "Subcommands:" && /^  [a-z]/ { print $1 }
    part == "Options:" && /^  -/ { gsub(",", "\n", $1); print $1 }'
}

_reachd() {
  local current=${COMP_WORDS[COMP_CWORD]} said=("${COMP_WORDS[0]}") word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if _reachd_words "${said[@]}" | grep -qxF -e "$word" && [[ $word != -* ]]; then said+=("$word"); fi
  done
  mapfile -t COMPREPLY < <(compgen -W "$(_reachd_words "${said[@]}")" -- "$current")
}

# With no word of its own that fits: files.
complete -o bashdefault -o default -F _reachd reachd
