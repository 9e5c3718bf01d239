/**
 * The guard: a shell of its own in a session of its own, so that nothing that ends the worker ends it too. It hears
 * from the worker through a pipe what is about to happen to the process, and sees at once when the worker is gone.
 * Then it looks for some seconds whether the process is left stopped, since a SIGSTOP of a tracer that was killed may
 * arrive late, and wakes it only where the stop was ours.
 *
 * Lines it hears: `stop`, `cont`, `trace` (gdb is about to attach), `bye` (the client said that it is done).
 * No single quotes in here: the text is an argument in single quotes.
 */
export const guardText = `trap "" HUP INT TERM PIPE QUIT USR1 USR2
P=$1 S=$2 D=$3 NONCE=$4
say() { read -r U U2 < /proc/uptime; printf "%s %s\\n" "$U" "$*" >> "$D.log"; }
field() {
  A= STATE= START=
  { while IFS= read -r B; do A="$A$B "; done < "/proc/$P/stat"; } 2> /dev/null
  [ -n "$A" ] || return 1
  set -- \${A##*) }
  STATE=$1 START=\${20}
  [ "$START" = "$S" ]
}
tracer() {
  while read -r K V; do case $K in TracerPid:) echo "$V"; return ;; esac; done < "/proc/$P/status"
}
stopped=0 traced=0 clean=0
while IFS= read -r C; do
  case $C in
    stop) stopped=1 ;;
    cont) stopped=0 ;;
    trace) traced=1 ;;
    bye) clean=1 ;;
    *) say "$C" ;;
  esac
done
[ $stopped = 0 ] || say "the worker was gone while the process was stopped"
[ $clean = 1 ] || [ $traced = 0 ] || say "the worker was gone after gdb had been started"
N=0
while field && [ $N -lt 4 ]; do
  [ $stopped = 1 ] || [ $traced = 1 ] || break
  case $STATE in
    t)
      T=$(tracer 2> /dev/null)
      case "$(tr "\\000" " " < "/proc/$T/cmdline" 2> /dev/null)" in
        *"$NONCE"*) kill -s KILL "$T" && say "ended tracer" ;;
      esac ;;
    T) kill -s CONT "$P" && say "woke the process" ;;
  esac
  sleep 1
  N=$((N + 1))
done
rm -rf "$D"
if [ $clean = 1 ]; then
  field || STATE=X
  printf "\\n#memcase %s guard %s\\n" "$NONCE" "$STATE"
  [ ! -f "$D.log" ] || { cat "$D.log" && rm -f "$D.log"; }
elif [ -f "$D.log" ]; then
  field || STATE=X
  say "left the process in state $STATE"
fi`;
