# A bash context: runs code read from files that the daemon names, one a line, on the channel (descriptor 3), and keeps the shell's state.
# Started as: bash --norc --noprofile -c <this> bash. Names of its own begin with __toolboxd_.
#
# The code runs by eval, at the top level (in a function, `declare` would make locals), within a sourced file: the one place from which
# a trap can break off what runs, by `return`. The file is a here-string on descriptor 250. It and the channel, moved up to 251 so that 3 is
# the user's, are closed for the code: bash keeps close-on-exec copies meanwhile, so no child gets them. Needs bash 4.4 (`mapfile -d`).
#
# What the shell does not survive in a shell, it does not survive here: exit, exec, `set -e` and a failure, `set -u` and an unset
# variable, ${x:?}. The process ends with the status; where a run is under way, the daemon takes that as the run's.

exec 251<&3 3<&-
builtin shopt -s expand_aliases execfail
__toolboxd_status=0 __toolboxd_flags= __toolboxd_over= __toolboxd_running= __toolboxd_trace= __toolboxd_code=
__toolboxd_parts=()
declare -A __toolboxd_saved=() # envs of the run: the variable's value before, with "x", "-" (not exported) or "u" (unset) in front

# SIGINT ends the innermost function or sourced file; then, by a trap before every command, the others; then the code. It is trapped anew
# each time: bash has another handler in place while it waits for a command, and `return` would leave that there.
__toolboxd_interrupt='[[ $__toolboxd_running ]] && {
  builtin trap "$__toolboxd_interrupt" INT
  if ((${#BASH_SOURCE[@]} > 1)); then builtin trap "$__toolboxd_interrupt" DEBUG; else builtin trap - DEBUG; fi
  builtin return 130
}'
builtin trap "$__toolboxd_interrupt" INT

# Restores what the last run's envs replaced, and reports its status; then takes the next run.
# 0: there is none; else the code is in __toolboxd_code. (Not the other way round: after `set -n` every command "succeeds" unseen.)
# Whatever the shell's variables are called: locals of another name would hide them from `export` and `unset`. By `command` a failure of
# these (a readonly variable) is none of the shell's in POSIX mode.
__toolboxd_next() {
  builtin local __toolboxd_name __toolboxd_entry __toolboxd_at=0
  __toolboxd_trace=
  [[ $__toolboxd_flags == *x* ]] && __toolboxd_trace='set -x;'
  if [[ $__toolboxd_running ]]; then
    __toolboxd_running=
    for __toolboxd_name in "${!__toolboxd_saved[@]}"; do
      case ${__toolboxd_saved[$__toolboxd_name]} in
        u) builtin command unset -v "$__toolboxd_name" ;;
        x*) builtin command export -- "$__toolboxd_name=${__toolboxd_saved[$__toolboxd_name]#x}" ;;
        *) builtin command export -n -- "$__toolboxd_name=${__toolboxd_saved[$__toolboxd_name]#-}" ;;
      esac
    done
    __toolboxd_saved=()
    builtin printf 'done %d\n' "$__toolboxd_status" >&251
  else
    builtin printf 'ready\n' >&251
  fi
  while :; do
    builtin mapfile -t -n 1 -u 251 __toolboxd_parts # unlike `read` it knows nothing of IFS and TMOUT
    ((${#__toolboxd_parts[@]})) || { __toolboxd_over=1; builtin return 0; }
    builtin mapfile -d '' -t __toolboxd_parts <"${__toolboxd_parts[0]}" && builtin break
    builtin printf 'done 1\n' >&251
  done
  __toolboxd_code=
  while __toolboxd_entry=${__toolboxd_parts[__toolboxd_at++]} && [[ $__toolboxd_entry ]]; do
    __toolboxd_name=${__toolboxd_entry%%=*}
    if [[ ! -v $__toolboxd_name ]]; then
      __toolboxd_saved[$__toolboxd_name]=u
    elif [[ $(builtin declare -p "$__toolboxd_name") == "declare -"*([!\ ])x* ]]; then
      __toolboxd_saved[$__toolboxd_name]=x${!__toolboxd_name}
    else
      __toolboxd_saved[$__toolboxd_name]=-${!__toolboxd_name}
    fi
    builtin command export -- "$__toolboxd_entry" && builtin continue
    builtin unset -v "__toolboxd_saved[$__toolboxd_name]"
    __toolboxd_code="builtin echo 'bash: $__toolboxd_name: readonly variable' >&2; builtin return 1"
  done
  [[ $__toolboxd_code ]] || __toolboxd_code=$__toolboxd_trace${__toolboxd_parts[__toolboxd_at]}
  __toolboxd_parts=()
  __toolboxd_running=1
  builtin return 1
}

# For the next code's $?. Called before && so that a failure is none to `set -e` and the ERR trap.
__toolboxd_last() { builtin return "$__toolboxd_status"; }

# A `break` in the code breaks this loop, which then begins anew. The worker's own commands leave no trace in the output.
__toolboxd_loop='
  until { __toolboxd_status=$? __toolboxd_flags=$-; builtin set +x; __toolboxd_next; } >/dev/null 2>&1; do
    { __toolboxd_last && :; } >/dev/null 2>&1
    builtin . /dev/fd/250 250<<<'\''builtin eval "$__toolboxd_code" 250<&- 251<&-'\''
  done
  case $__toolboxd_over in "") builtin eval "$__toolboxd_loop" ;; esac'
eval "$__toolboxd_loop"
