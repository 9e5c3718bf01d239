/**
 * The script of one live snapshot, given to `sh -s` on stdin. It waits there for `clock` (answered with the time)
 * and `go`; while it works, `skip` ends the command that runs, and the end of its input ends everything: whoever
 * asked is gone. Nothing is written to the target's disk, nothing stays behind.
 *
 * The whole stands in one group, which the shell reads to its end before it runs any of it: some shells read their
 * script in blocks, and what is said later must not be taken for commands.
 */
import { markFunction } from './frames.ts';
import type { Plan } from './plan.ts';
import { preparation, scriptBody } from './script-body.ts';

/** Said in the first mark; raised with every change that an older reader cannot follow. */
export const BATCH_VERSION = 1;

/** What our end waits longer than its own limit, so that ours is the one that speaks. */
const GRACE_S = 60;

export function batchScript(plan: Plan, nonce: string): string {
  const limitS = Math.ceil(plan.limits.ms / 1000) + GRACE_S;
  return `{
exec 3<&0 < /dev/null
${preparation}
main=$$ n=0 code=0 child= guard= timer= skip=
${markFunction(nonce)}
stop() {
  trap '' TERM HUP INT PIPE USR1
  for one in $child $guard $timer; do kill "$one" 2> /dev/null; done
  exit "$1"
}
trap 'stop 143' TERM HUP INT PIPE
trap 'skip=1; [ -z "$child" ] || kill "$child" 2> /dev/null' USR1
take() {
  n=$((n + 1))
  up
  mark begin "$n" "$1" "$2" "$uptime"
  mark begin "$n" >&2
  # A simple command is started without a shell in between.
  case $3 in
    *\\;* | *\\|*) eval "{ $3
} < /dev/null 3<&- &" ;;
    *) eval "$3 < /dev/null 3<&- &" ;;
  esac
  child=$!
  wait "$child"
  code=$?
  if [ -n "$skip" ]; then
    wait "$child"
    code=$? skip=
  fi
  child=
  up
  mark end "$n" "$code" "$uptime"
  mark end "$n" >&2
}
absent() { mark absent "$1"; }
unmatched() { mark unmatched "$1"; }
lost() { mark lost "$1" "$2"; }
pinned() { mark pinned "$1" "$2"; }
answer() {
  while read -r word <&3; do
    case $word in
      clock)
        time=$(date +%s.%N 2> /dev/null) || time=-
        up
        mark clock "$time" "$uptime"
        ;;
      go) return 0 ;;
    esac
  done
  stop 0
}
listen() {
  while read -r word <&3; do
    [ "$word" != skip ] || kill -USR1 "$main"
  done
  kill -TERM "$main"
}
limit() {
  trap 'kill "$nap" 2> /dev/null; exit' TERM
  sleep ${limitS} &
  nap=$!
  wait "$nap"
  kill -TERM "$main"
  sleep 2
  kill -KILL "$main"
}
mark hello ${BATCH_VERSION}
answer
limit > /dev/null 2>&1 3<&- &
timer=$!
listen > /dev/null 2>&1 &
guard=$!
${scriptBody(plan)}
kill "$guard" "$timer" 2> /dev/null
{ wait "$guard" "$timer"; } 2> /dev/null
guard= timer=
mark done "$n"
mark done "$n" >&2
answer
exit 0
}
`;
}
