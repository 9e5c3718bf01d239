/**
 * What a target's shell is given: a few functions and a loop that runs our lines. Plain sh (dash, bash, busybox ash),
 * nothing on disk, three processes:
 *
 *     reader   takes our lines from stdin, hands them on, and tells the timer of each ping (a line with a dot)
 *     worker   runs them one after the other
 *     timer    ends all of it when nothing was heard for LEASE_S seconds: a half-open link leaves nothing behind
 *
 * A frame is `\n#memcase NONCE begin ID …\n`, bytes, `\n#memcase NONCE end ID …\n`. Memory may hold anything, so the
 * bytes of memory are counted, never searched: what cannot be read is padded to the length that was asked for, and
 * where the length is in doubt (dd was killed) all of it ends without an end mark. The guard is in a session of its
 * own and stays.
 */
import { guardText } from './guard-script.ts';

/** Seconds of silence after which the target's side ends by itself. */
export const LEASE_S = 10;

/** The command to run on the target; the word shows in its process list who this is. */
export function shellCommand(nonce: string): string {
  return `exec sh -s memcase-${nonce}`;
}

export interface ScriptOptions {
  readonly nonce: string;
  /** Seconds; tests shorten it. */
  readonly leaseSeconds?: number;
  /** Started with the session where the process will be stopped. */
  readonly guard?: GuardSettings | undefined;
}

export interface GuardSettings {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: with the pid it names one process. */
  readonly startTicks: string;
  /** A directory on tmpfs that does not exist yet: slices and the guard's log lie there. */
  readonly directory: string;
  /** Longest stop of one slice, in seconds. */
  readonly limitSeconds: number;
}

/** The whole script; its last line starts it, so that a text cut short does nothing. */
export function sessionScript({ nonce, leaseSeconds = LEASE_S, guard }: ScriptOptions): string {
  const start = guard === undefined ? `${background}\nreader | worker` : guardedStart;
  return [
    `NONCE=${nonce} LEASE=${leaseSeconds}`,
    ...(guard === undefined
      ? []
      : [
          `GP=${guard.pid} GS=${guard.startTicks} GD=${guard.directory} GL=${guard.limitSeconds}`,
          `G='${guardText}'`,
        ]),
    functions,
    ...(guard === undefined ? [] : [sliceFunctions]),
    `main() {\n${prologue}\n${start}\n${epilogue}\n}`,
    'main\n',
  ].join('\n');
}

const prologue = `LC_ALL=C PATH=\${PATH:-/bin}:/usr/sbin:/sbin:/usr/bin:/bin
export LC_ALL PATH
umask 077
cd /
trap '' USR1
timer < /dev/null > /dev/null 2>&1 & T=$!
exec 4>&1`;

const epilogue = 'kill $T 2> /dev/null';

/** Only where nothing waits for us: a process that is stopped must not wait for the rest of the machine. */
const background = '{ renice -n 19 -p $$ || renice 19 $$; ionice -c 3 -p $$; } > /dev/null 2>&1';

/** The guard is the last of the pipeline and reads what the worker is about to do; its end of input is the worker's end. */
const guardedStart = `trap '' PIPE
D=$GD P=$GP S=$GS
command -v setsid > /dev/null 2>&1 || { mark refused no-setsid; kill $T; return; }
mkdir "$D" 2> /dev/null || { mark refused no-tmpfs; kill $T; return; }
{ reader 9>&- | worker; } 9>&1 >&4 | setsid sh -c "$G" "memcase-$NONCE" "$P" "$S" "$D" "$NONCE" >&4`;

const functions = `mark() { printf '\\n#memcase %s %s\\n' "$NONCE" "$*" || exit 9; }
up() { read -r U U2 < /proc/uptime || U=0; }
timer() {
  trap 'n=0' USR1
  n=0
  while [ $n -lt "$LEASE" ]; do sleep 1; n=$((n + 1)); done
  nuke
}
nuke() {
  field "$$"
  if [ "$GROUP" = "$$" ]; then kill -s KILL -- "-$$"; fi
  all=" $$ " OURS=$SESSION
  for pass in 1 2 3; do
    for f in /proc/[0-9]*; do
      field "\${f#/proc/}"
      [ "$SESSION" = "$OURS" ] || continue
      case $all in *" $PARENT "*) case $all in *" \${f#/proc/} "*) ;; *) all="$all\${f#/proc/} " ;; esac ;; esac
    done
  done
  kill -s KILL $all
}
field() {
  A= STATE= PARENT=0 GROUP=0 SESSION= START=
  { while IFS= read -r B; do A="$A$B "; done < "/proc/$1/stat"; } 2> /dev/null
  [ -n "$A" ] || return 1
  set -- \${A##*) }
  STATE=$1 PARENT=$2 GROUP=$3 SESSION=$4 START=\${20}
}
reader() {
  while IFS= read -r l; do
    case $l in .) kill -s USR1 $T 2> /dev/null ;; *) printf '%s\\n' "$l" || break ;; esac
  done
}
worker() {
  mark hello 1 "$$"
  while IFS= read -r l; do eval "$l"; done
  [ -z "\${D-}" ] || rm -rf "$D"
}
take() {
  ID=$1; shift
  mark begin "$ID"
  eval "$*" < /dev/null 2>&1
  mark end "$ID" $?
}
pin() { P=$2 Z=$3; field "$P"; S=$START; mark begin "$1"; mark end "$1" "$STATE" "\${S:--}"; { exec 8< "/proc/$P/exe"; } 2> /dev/null; }
same() {
  field "$P" && [ "$START" = "$S" ] || return 1
  case $STATE in X | Z) return 1 ;; esac
  [ ! -e /proc/self/fd/8 ] || [ "/proc/$P/exe" -ef /proc/self/fd/8 ]
}
copy() {
  E=$(dd if="$1" ibs="$2" obs=65536 skip="$3" count="$4" conv=noerror,sync 2>&1 >&5 4>&- 5>&-)
  C=$?
  case "$C $E" in "0 "*"$4+0 records in"*) return ;; esac
  B=\${E% records in*} B=\${B##*[!0-9+]}
  case $B in *+*) ;; *) [ $C -lt 128 ] || nuke; B=0+0 ;; esac
  N=$(($4 - \${B%+*} - \${B#*+}))
  F="$F $I:\${B%+*}:\${B#*+}:$N"
  [ $N -le 0 ] || dd if=/dev/zero ibs="$2" obs=65536 count=$N 2> /dev/null >&5
}
table() {
  same || { mark gone "$1"; return; }
  up; F= I=0
  mark begin "$1" "$U"
  copy "/proc/$P/pagemap" "$2" "$3" "$4" 5>&1
  mark end "$1" "$U" $F
}
pages() {
  same || { mark gone "$1"; return; }
  ID=$1 F= I=0; shift
  up
  mark begin "$ID" "$U"
  while [ $# -gt 0 ]; do copy "/proc/$P/mem" "$Z" "$1" "$2" 5>&1; I=$((I + 1)); shift 2; done
  up
  same || F="$F gone"
  mark end "$ID" "$U" $F
}`;

/** Pages by way of a file on tmpfs, so that a slow link does not make the stop longer. */
const sliceFunctions = `tell() { printf '%s\\n' "$1" >&9 || nuke; }
centi() { CS=\${U%.*}\${U#*.}; }
watch() {
  ( n=0; while [ $n -lt "$GL" ]; do sleep 1; n=$((n + 1)); done; $1 ) > /dev/null 2>&1 < /dev/null 4>&- 9>&- &
  K=$!
}
ready() {
  same || { mark gone "$1"; return 1; }
  case $STATE in T | t) mark refused "$1" stopped; return 1 ;; esac
  rm -f "$D/slice"
}
send() {
  SIZE=$(wc -c < "$D/slice" 2> /dev/null)
  [ "$((SIZE))" = "$2" ] || { rm -f "$D/slice"; mark refused "$1" "$3"; return; }
  mark begin "$1" "$FROM"
  cat "$D/slice"
  rm -f "$D/slice"
  same || F="$F gone"
  mark end "$1" "$U" "stopped=$MS" $F
}
since() { U0=$FROM; centi; MS=$CS; U1=$U; U=$U0; centi; MS=$(((MS - CS) * 10)); U=$U1; }
slice() {
  ID=$1; shift
  ready "$ID" || return
  F= I=0 W=0
  watch nuke
  tell stop
  up; FROM=$U
  if ! kill -s STOP "$P" 2> /dev/null; then tell cont; kill $K; mark refused "$ID" signal; return; fi
  n=0; while [ $n -lt 200 ]; do field "$P"; [ "$STATE" = T ] && break; n=$((n + 1)); done
  while [ $# -gt 0 ]; do
    copy "/proc/$P/mem" "$Z" "$1" "$2" 5>> "$D/slice"
    W=$((W + $2)) I=$((I + 1)); shift 2
  done
  kill -s CONT "$P"
  tell cont
  up; since
  kill $K 2> /dev/null
  send "$ID" $((W * Z)) no-space
}
trace() {
  ID=$1; shift
  ready "$ID" || return
  F= W=0 V=dump
  while [ $# -gt 0 ]; do
    printf '%s binary memory %s 0x%x 0x%x\\n' $V "$D/slice" $(($1 * Z)) $((($1 + $2) * Z))
    W=$((W + $2)) V=append; shift 2
  done > "$D/commands"
  tell trace
  up; FROM=$U
  DEBUGINFOD_URLS= gdb -nx -batch -iex 'set auto-load off' -iex 'set auto-solib-add off' \
    -iex 'set debuginfod enabled off' -p "$P" -x "$D/commands" > "$D/said" 2>&1 < /dev/null 4>&- 9>&- & GDB=$!
  watch 'kill -s KILL $GDB'
  wait $GDB
  field "$P"
  case $STATE in T) kill -s CONT "$P"; tell 'woke after gdb' ;; esac
  up; since
  kill $K 2> /dev/null
  send "$ID" $((W * Z)) gdb
}
bye() { tell bye; }`;
