/**
 * A plan as shell text, the same for a live target and for a script that is carried there by hand. It calls four
 * functions that the two define differently:
 *
 *     take INDEX PID|- COMMAND PATH [COMMAND for a manifest, where it is another there]     sets code
 *     absent INDEX PATH                 the kernel has no such file
 *     unmatched NUMBER NAME             no process is called so
 *     lost REASON COUNT                 processes that could not be looked at
 *     pinned PID START                  whose regions come now, by the start time that it had in the list
 *
 * For dash, bash --posix and busybox ash: no arrays, no local, no [[, no $'…'.
 */
import { escapeField } from '#shared/parsers/capture-manifest.ts';
import type { Plan, PlannedItem } from './plan.ts';
import { isPidToken, singleQuoted, toComm } from './shell-text.ts';

/** Before everything: tools speak English, administrators' tools are found, nobody else is slowed down. */
export const preparation = `LC_ALL=C PATH=\${PATH:-/bin}:/usr/sbin:/sbin:/usr/bin:/bin
export LC_ALL PATH
umask 077
{ renice -n 19 -p $$ || true; ionice -c 3 -p $$ || true; } > /dev/null 2>&1
up() { { read -r uptime _ < /proc/uptime; } 2> /dev/null || uptime=-; }`;

export function scriptBody(plan: Plan): string {
  const parts = groupByScope(plan.asked).map(([scope, items]) => {
    if (scope === 'once') return items.map((item) => once(item)).join('\n');
    return perProcess(scope === 'each' ? '$pids' : '$chosen', items, scope === 'chosen');
  });
  const scopes = new Set(plan.asked.map(({ scope }) => scope));
  return [
    ...(scopes.has('each') || scopes.has('chosen') ? [processList(plan, scopes.has('chosen'))] : []),
    ...(scopes.has('chosen') ? [choice(plan)] : []),
    ...parts,
  ].join('\n');
}

/** Runs of items of one scope, in order. */
function groupByScope(items: readonly PlannedItem[]): [PlannedItem['scope'], PlannedItem[]][] {
  const groups: [PlannedItem['scope'], PlannedItem[]][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last?.[0] === item.scope) last[1].push(item);
    else groups.push([item.scope, [item]]);
  }
  return groups;
}

function once(item: PlannedItem): string {
  const { index, command, name, otherwise } = item;
  const shown = escapeField(command);
  const escaped = shown === command ? '' : ` ${singleQuoted(shown)}`;
  const take = `take ${index} - ${singleQuoted(command)} ${singleQuoted(name)}${escaped}`;
  if (otherwise.length === 0) return take;
  return `${take}\nif [ "$code" != 0 ]; then\n${otherwise.map(once).join('\n')}\nfi`;
}

/**
 * Items of a process one after the other, then the next process. A number may have gone to another process since the
 * list was made: where regions are read, the start time is compared before and after.
 */
function perProcess(pids: string, items: readonly PlannedItem[], isPinned: boolean): string {
  const takes = items.map(({ index, command, name }) => {
    const have = `[ "$have${index}" = 1 ] &&`;
    return `  ${have} take ${index} "$pid" "${withPid(command)}" "${withPid(name)}"`;
  });
  const probes = items.map(
    ({ index, name }) =>
      `if [ -e "/${name.replace('{pid}', 'self')}" ]; then have${index}=1; else have${index}=; absent ${index} '${name}'; fi`,
  );
  const before = `  same "$pid" "\${one#*:}" || continue\n  [ -z "$start" ] || pinned "$pid" "$start"\n`;
  const after = `\n  same "$pid" "\${one#*:}"`;
  const body = isPinned ? `${before}${takes.join('\n')}${after}` : takes.join('\n');
  return `${probes.join('\n')}\nfor one in ${pids}; do\n  pid=\${one%%:*}\n${body}\ndone`;
}

/** `ticks PID` sets start to field 22 of stat (proc(5)); the name in field 2 may hold blanks and brackets. */
const startTimes = `ticks() {
  start= line=
  { IFS= read -r line < "/proc/$1/stat"; } 2> /dev/null || return 0
  set -- \${line##*) }
  start=\${20-}
}
same() {
  ticks "$1"
  [ -z "$start" ] || [ "$start" = "$2" ] || { lost changed 1; return 1; }
}`;

/** Recipes write pids only in commands without quotes, dollars and backslashes. */
function withPid(text: string): string {
  if (/["$`\\]/.test(text)) throw new Error(`not for double quotes: ${text}`);
  return text.replaceAll('{pid}', '$pid');
}

/**
 * Processes with memory of their own, the largest first: kernel threads and dead processes have none (proc(5),
 * statm). Read by the shell itself, so that a thousand processes cost no thousand programs.
 */
function processList({ mostProcesses }: Plan, isPinned: boolean): string {
  return `${isPinned ? `${startTimes}\n` : ''}pids= sizes= start= hidden=0 count=0
for dir in /proc/[0-9]*; do
  pid=\${dir#/proc/}
  case $pid in *[!0-9]*) continue ;; esac
  if { read -r size rss _ < "$dir/statm"; } 2> /dev/null; then
    [ "$size" = 0 ] && continue
    count=$((count + 1))
${isPinned ? '    ticks "$pid"\n' : ''}    pids="$pids $pid:$start"
    sizes="$sizes$rss $pid:$start
"
  elif [ -d "$dir" ]; then
    hidden=$((hidden + 1))
  fi
done
sorted=$(printf '%s' "$sizes" | { sort -rn | sed -n '1,${mostProcesses}s/.* //p'; } 2> /dev/null)
[ -z "$sorted" ] || pids=$sorted
[ "$count" -le ${mostProcesses} ] || lost budget $((count - ${mostProcesses}))
[ "$hidden" = 0 ] || lost refused "$hidden"
if [ ! -e /proc/1/statm ]; then
  while read -r _ where _ options _; do
    [ "$where" = /proc ] || continue
    case ,$options, in *,hidepid=[1-9]* | *,hidepid=invisible,* | *,hidepid=ptraceable,*) lost hidepid - ;; esac
  done < /proc/self/mounts
fi`;
}

/** The processes whose regions are wanted: sets chosen. */
function choice({ processes, largest, mostChosen }: Plan): string {
  if (processes.length === 0) {
    return `chosen= count=0
for one in $pids; do
  count=$((count + 1))
  [ "$count" -le ${largest} ] || break
  chosen="$chosen $one"
done`;
  }
  return `${wantedFunction(processes)}
chosen= count=0 matched=' '
for one in $pids; do
  wanted "\${one%%:*}" || continue
  count=$((count + 1))
  [ "$count" -gt ${mostChosen} ] || chosen="$chosen $one"
done
[ "$count" -le ${mostChosen} ] || lost chosen-budget $((count - ${mostChosen}))
${processes.map((name, number) => `case $matched in *' ${number} '*) ;; *) unmatched ${number} ${singleQuoted(name)} ;; esac`).join('\n')}`;
}

/**
 * `wanted PID`: by number, by the kernel's short name, or by the last part of the first word of its command line.
 * The shell drops the NULs when it reads that; only where the name is in it at all are programs started.
 */
export function wantedFunction(processes: readonly string[]): string {
  const tests = processes.map((name, number) => {
    const hit = `then matched="\${matched}${number} "; hit=0; fi`;
    if (isPidToken(name)) return `  if [ "$1" = ${name} ]; ${hit}`;
    const comm = toComm(name);
    const short = comm === null ? '' : `[ "x$comm" = ${singleQuoted(`x${comm}`)} ] || `;
    return `  if ${short}{ case $line in *${singleQuoted(name)}*) true ;; *) false ;; esac && first "$1" && [ "x$word" = ${singleQuoted(`x${name}`)} ]; }; ${hit}`;
  });
  return `first() {
  word=$(tr '\\000' '\\n' < "/proc/$1/cmdline" 2> /dev/null | sed -n 1p)
  word=\${word##*/}
}
wanted() {
  comm= line= hit=1
  { IFS= read -r comm < "/proc/$1/comm"; } 2> /dev/null
  { IFS= read -r line < "/proc/$1/cmdline"; } 2> /dev/null
${tests.join('\n')}
  return "$hit"
}`;
}
