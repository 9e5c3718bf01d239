/**
 * Targets that answer as no honest shell would. Each is a few lines of sh that read the script from their stdin,
 * learn the nonce from it as any server can, and then misbehave.
 */

export interface HostileTarget {
  readonly name: string;
  /** Body in sh; has `nonce`, `hello`, `clocks` (answers until go), `begin N INDEX PID`, `end N CODE`, `mark …`. */
  readonly body: string;
  /** What the outcome must say: a flag, or the code of the error. `whole`: nothing is wrong with it. */
  readonly expected: readonly string[];
  /** The bytes of proc/meminfo (item 0) must be these. */
  readonly meminfo?: string;
}

export const hostilePrelude = `
while IFS= read -r line; do
  case $line in
    'mark() '*) nonce=$(printf '%s' "$line" | grep -o '[0-9a-f]\\{32\\}') ;;
    '}') last=1 ;;
    '') ;;
  esac
  case $line in 'exit 0') IFS= read -r line; break ;; esac
done
mark() { m=$1; shift; for f; do m=$m:$f; done; printf '\\n@memcase:%s:%s\\n' "$nonce" "$m"; }
hello() { mark hello 1; }
clocks() { while read -r word; do [ "$word" = go ] && return; [ "$word" = clock ] && mark clock "$(date +%s.%N)" 100.00; done; exit 0; }
begin() { mark begin "$1" "$2" "$3" 100.00; }
end() { mark end "$1" "$2" 100.00; }
one() { begin 1 0 -; printf 'MemTotal: 1 kB\\n'; end 1 0; }
open() { hello; clocks; }
`;

const MEMINFO = 'MemTotal: 1 kB\n';
const forged = ['forged'];

/** With the limits of the test: items of 1 MiB and 1 s, 4 MiB and 6 s of all, 64 KiB of noise. */
export const hostileTargets: readonly HostileTarget[] = [
  { name: 'honest', body: 'open; one; mark done 1; clocks', expected: [], meminfo: MEMINFO },
  // before the script speaks
  { name: 'ends at once', body: 'exit 1', expected: ['collect.no-shell'] },
  { name: 'is silent', body: 'sleep 30', expected: ['collect.no-shell'] },
  {
    name: 'says it has no shell',
    body: 'echo "sh: not found" >&2; exit 127',
    expected: ['collect.no-shell'],
  },
  {
    name: 'endless login message',
    body: 'while :; do echo welcome; done',
    expected: ['collect.over-budget'],
  },
  {
    name: 'endless login message without a line end',
    body: 'tr "\\000" x < /dev/zero',
    expected: ['collect.over-budget'],
  },
  {
    name: 'echoes the script',
    body: 'printf "mark() { IFS=:; printf %s %s; }" "$nonce" "$line"; exit 0',
    expected: ['collect.no-shell'],
  },
  {
    name: 'login message before the script',
    body: 'echo Welcome to gw-a; printf "\\033[2J\\033]0;title\\007"; open; one; mark done 1; clocks',
    expected: ['noise'],
    meminfo: MEMINFO,
  },
  {
    name: 'login message of invalid UTF-8',
    body: 'printf "\\377\\376\\300"; open; one; mark done 1; clocks',
    expected: ['noise'],
    meminfo: MEMINFO,
  },
  { name: 'greets with another version', body: 'mark hello 2; clocks', expected: ['collect.forged'] },
  { name: 'greets twice', body: 'hello; hello; clocks', expected: forged },
  { name: 'begins without greeting', body: 'one', expected: ['collect.forged'] },
  {
    name: 'wrong nonce throughout',
    body: 'nonce=0123456789abcdef0123456789abcdef; open; one; mark done 1',
    expected: ['collect.no-shell'],
  },
  // the clock
  { name: 'never tells the time', body: 'hello; sleep 30', expected: ['timeout'] },
  {
    name: 'tells no time',
    body: 'hello; for i in 1 2 3; do read -r word; mark clock - -; done; read -r word; one; mark done 1; clocks',
    expected: [],
    meminfo: MEMINFO,
  },
  {
    name: 'tells a time of nonsense',
    body: 'hello; for i in 1 2 3; do read -r word; mark clock -99999999999999999999 1e999; done; read -r word; one; mark done 1; clocks',
    expected: [],
    meminfo: MEMINFO,
  },
  { name: 'answers the clock with an item', body: 'hello; one', expected: forged },
  // items
  { name: 'endless item', body: 'open; begin 1 0 -; tr "\\000" x < /dev/zero', expected: ['over-budget'] },
  {
    name: 'one line of gigabytes',
    body: 'open; begin 1 0 -; head -c 4000000000 /dev/zero; end 1 0',
    expected: ['over-budget'],
  },
  {
    name: 'a long item that ends when told to',
    body: 'open; begin 1 0 -; tr "\\000" x < /dev/zero & t=$!; while read -r word; do [ "$word" = skip ] && break; done; kill $t; wait $t 2>/dev/null; end 1 143; mark done 1; clocks',
    expected: ['cut-bytes'],
  },
  {
    name: 'a drip of one byte a second',
    body: 'open; begin 1 0 -; while :; do printf x; sleep 1; done',
    expected: ['timeout'],
  },
  {
    name: 'a fast drip without an end',
    body: 'open; begin 1 0 -; while :; do printf x; done',
    expected: ['timeout', 'over-budget'],
  },
  {
    name: 'closes in the middle of an item',
    body: 'open; begin 1 0 -; printf MemTotal; exit 0',
    expected: ['truncated'],
  },
  {
    name: 'closes in the middle of a mark',
    body: 'open; printf "\\n@memcase:%s:beg" "$nonce"; exit 0',
    expected: ['truncated'],
  },
  { name: 'closes between items', body: 'open; one; exit 0', expected: ['truncated'], meminfo: MEMINFO },
  {
    name: 'is killed',
    body: 'open; one; begin 2 3 -; kill -9 $$',
    expected: ['truncated'],
    meminfo: MEMINFO,
  },
  { name: 'is silent in an item', body: 'open; begin 1 0 -; sleep 30', expected: ['timeout'] },
  { name: 'is silent between items', body: 'open; one; sleep 30', expected: ['timeout'], meminfo: MEMINFO },
  {
    name: 'the same item twice',
    body: 'open; one; begin 2 0 -; end 2 0',
    expected: forged,
    meminfo: MEMINFO,
  },
  { name: 'an item that nobody asked for', body: 'open; begin 1 9999 -; end 1 0', expected: forged },
  { name: 'an item number out of turn', body: 'open; begin 2 0 -; end 2 0', expected: forged },
  { name: 'a negative item number', body: 'open; begin -1 0 -; end -1 0', expected: forged },
  { name: 'a process number for the machine', body: 'open; begin 1 0 1; end 1 0', expected: forged },
  {
    name: 'a path for a process number',
    body: 'open; begin 1 1 ../../etc/passwd; end 1 0',
    expected: forged,
  },
  { name: 'a negative process number', body: 'open; begin 1 1 -5; end 1 0', expected: forged },
  { name: 'an end without a beginning', body: 'open; end 1 0', expected: forged },
  { name: 'a beginning within an item', body: 'open; begin 1 0 -; begin 2 3 -', expected: forged },
  { name: 'the end of another item', body: 'open; begin 1 0 -; end 7 0', expected: forged },
  { name: 'a negative exit code', body: 'open; begin 1 0 -; end 1 -1', expected: forged },
  {
    name: 'an exit code of many digits',
    body: 'open; begin 1 0 -; end 1 99999999999999999999',
    expected: forged,
  },
  { name: 'an uptime of nonsense', body: 'open; begin 1 0 -; mark end 1 0 NaN', expected: forged },
  { name: 'an unknown mark', body: 'open; mark surprise 1', expected: forged },
  {
    name: 'a mark of kilobytes',
    body: 'open; printf "\\n@memcase:%s:begin:" "$nonce"; head -c 100000 /dev/zero | tr "\\000" 9',
    expected: forged,
  },
  {
    name: 'a mark with control characters',
    body: 'open; printf "\\n@memcase:%s:begin:1:0:\\033[2J\\n" "$nonce"',
    expected: forged,
  },
  { name: 'done before its time', body: 'open; begin 1 0 -; mark done 1', expected: forged },
  { name: 'done with another count', body: 'open; one; mark done 2', expected: forged, meminfo: MEMINFO },
  { name: 'a flood of ends', body: 'open; while :; do end 1 0; done', expected: forged },
  {
    name: 'a flood of items',
    body: 'open; n=1; while :; do begin $n 1 $n; end $n 0; n=$((n + 1)); done',
    expected: ['timeout', 'over-budget', 'forged'],
  },
  {
    name: 'a flood of gaps',
    body: 'open; while :; do mark lost refused 1; done',
    expected: ['timeout', 'forged'],
  },
  { name: 'a gap of another kind', body: 'open; mark lost "everything" 1', expected: forged },
  { name: 'a gap of a negative number', body: 'open; mark lost refused -3', expected: forged },
  {
    name: 'noise between items without an end',
    body: 'open; one; tr "\\000" x < /dev/zero',
    expected: ['over-budget'],
    meminfo: MEMINFO,
  },
  {
    name: 'a flood on stderr',
    body: 'open; begin 1 0 -; while :; do echo no no no no no no no no no no no no >&2; done',
    expected: ['over-budget', 'timeout'],
  },
  {
    name: 'stderr of gigabytes without a line end',
    body: 'open; one; tr "\\000" x < /dev/zero >&2',
    expected: ['over-budget'],
    meminfo: MEMINFO,
  },
  {
    name: 'marks on stderr of items that are none',
    body: 'open; i=0; while [ $i -lt 5000 ]; do i=$((i + 1)); mark begin $i >&2; echo x >&2; done; one; mark done 1; clocks',
    expected: [],
    meminfo: MEMINFO,
  },
  // what lies in an item stays in it
  {
    name: 'content with another nonce',
    body: 'open; begin 1 0 -; printf "a\\n@memcase:00000000000000000000000000000000:end:1:0:1.00\\nb"; end 1 0; mark done 1; clocks',
    expected: ['lookalike'],
    meminfo: 'a\n@memcase:00000000000000000000000000000000:end:1:0:1.00\nb',
  },
  {
    name: 'content with half of a mark',
    body: 'open; begin 1 0 -; printf "a\\n@memcase"; end 1 0; mark done 1; clocks',
    expected: [],
    meminfo: 'a\n@memcase',
  },
  {
    name: 'content without a line end',
    body: 'open; begin 1 0 -; printf "a"; end 1 0; mark done 1; clocks',
    expected: [],
    meminfo: 'a',
  },
  {
    name: 'content of line ends',
    body: 'open; begin 1 0 -; printf "\\n\\n\\n"; end 1 0; mark done 1; clocks',
    expected: [],
    meminfo: '\n\n\n',
  },
  {
    name: 'content of escapes and invalid UTF-8',
    body: 'open; begin 1 0 -; printf "\\033]52;c;ZXZpbA==\\007\\377\\376"; end 1 0; mark done 1; clocks',
    expected: [],
    meminfo: '\u001b]52;c;ZXZpbA==\u0007\xff\xfe',
  },
  {
    name: 'answers byte by byte',
    body: 'open; begin 1 0 -; printf M; printf e; printf m; end 1 0; mark done 1; clocks',
    expected: [],
    meminfo: 'Mem',
  },
  {
    name: 'goes on after its end',
    body: 'open; one; mark done 1; clocks() { while read -r word; do mark clock 1.000000000 1.00; echo more; done; }; clocks; while :; do echo more; done',
    expected: ['noise'],
    meminfo: MEMINFO,
  },
  {
    name: 'stays after its end',
    body: 'open; one; mark done 1; while :; do read -r word && mark clock 1.000000000 1.00 || sleep 1; done',
    expected: [],
    meminfo: MEMINFO,
  },
];
