/**
 * The same commands as one script to be carried to a machine that cannot be reached. It writes a capture directory,
 * makes a tar of it and removes the directory; needs nothing but a POSIX shell, cat, sed, sort and tar.
 */
import type { Plan } from './plan.ts';
import { preparation, scriptBody } from './script-body.ts';

export function captureScript(plan: Plan): string {
  const asked = plan.processes.length === 0 ? '' : `, processes as named when it was printed`;
  return `#!/bin/sh
# memcase capture: reads what a machine tells of its memory (recipe ${plan.recipe}${asked}).
# It stops nothing and changes nothing but the directory that it writes to.
#
#   sh THIS-SCRIPT [DIRECTORY]     writes DIRECTORY/memcase-HOST-TIME.tar and says its name
#   sh THIS-SCRIPT --help          prints these lines
#
# DIRECTORY is \${TMPDIR:-/tmp} where none is given; it needs room for a few MiB, more with many large processes.
# Bring the tar home and: memcase import CASE --target NAME memcase-HOST-TIME.tar
# Run it as root: without, what belongs to other users is missing, and said to be.
case $1 in
  -h | --help)
    sed -n '2,/^case/p' "$0" | sed -n 's/^# \\{0,1\\}//p'
    exit 0
    ;;
esac
${preparation}
tab=$(printf '\\t')
host=$( { hostname || cat /proc/sys/kernel/hostname; } 2> /dev/null | tr -cd 'A-Za-z0-9.-')
where=\${1:-\${TMPDIR:-/tmp}}
name=memcase-\${host:-target}-$(date +%Y%m%dT%H%M%S)
out=$where/$name
mkdir "$out" || exit 3
said=$out/.stderr
clean() {
  trap '' HUP INT TERM
  rm -rf "$out"
  [ -z "$1" ] || { rm -f "$out.tar"; exit "$1"; }
}
trap 'clean 130' HUP INT TERM
manifest=$out/memcase-manifest.tsv
seconds=$(date +%s)
exact=$(date +%s%3N 2> /dev/null)
case $exact in *[!0-9]* | '') exact=\${seconds}500 ;; esac
[ \${#exact} -eq 13 ] || exact=\${seconds}500
up
# Hundredths of a second as whole numbers: 4711.30 is 471130. A leading zero would make them octal.
hundredths() {
  case $uptime in
    *.??) ticks=\${uptime%.*}\${uptime#*.} ;;
    *) ticks=0 ;;
  esac
  while :; do case $ticks in 0?*) ticks=\${ticks#0} ;; *) break ;; esac; done
}
hundredths
base=$((exact - ticks * 10))
now() {
  up
  hundredths
  at=$((base + ticks * 10))
}
# What may stand in a cell: no tab, no line end, no other control character.
cell() { tr '\\t\\r' '  ' | tr -d '\\000-\\010\\013\\014\\016-\\037\\177' | sed -e 's/\\\\/\\\\\\\\/g' -e '$!s/$/\\\\n/' | tr -d '\\n'; }
note() { printf '#gap\\t%s\\t%s\\t%s\\t\\n' "$1" "$2" "$3" >> "$manifest"; }
code=0
take() {
  now
  [ -d "$out/\${4%/*}" ] || mkdir -p "$out/\${4%/*}"
  eval "{ $3
} < /dev/null > \\"\\$out/$4\\" 2> \\"\\$said\\""
  code=$?
  size=0 words=
  if [ -s "$out/$4" ]; then
    size=$(wc -c < "$out/$4")
  else
    rm -f "$out/$4"
  fi
  [ ! -s "$said" ] || words=$(head -c 2048 "$said" | cell)
  row="$4$tab$at$tab$code$tab$2$tab$((size))\${tab}whole"
  printf '%s\\t%s\\t%s\\n' "$row" "\${5:-$3}" "$words" >> "$manifest"
}
absent() { note "$2" not-there 1; }
unmatched() { note "process $(printf '%s\\n' "$2" | cell)" unmatched 1; }
lost() {
  case $1 in
    hidepid) note 'proc/{pid}' hidden 1 ;;
    refused) note 'proc/{pid}' refused "$2" ;;
    budget) note 'proc/{pid}' budget "$2" ;;
    changed) note 'proc/{pid}/smaps' changed 1 ;;
    *) note 'proc/{pid}/smaps' budget "$2" ;;
  esac
}
pinned() { printf '#process\\tpid=%s\\tstart=%s\\n' "$1" "$2" >> "$manifest"; }
now
printf '# memcase-capture/2\\ttarget=%s\\tat=%s\\trecipe=%s\\tby=memcase script\\tended=whole\\n' "\${host:-target}" "$at" ${plan.recipe} > "$manifest"
printf '#clock\\twhen=before\\ttheirs=%s\\tuptime=%s\\n' "$at" "\${ticks}0" >> "$manifest"
${scriptBody(plan)}
now
printf '#clock\\twhen=after\\ttheirs=%s\\tuptime=%s\\n' "$at" "\${ticks}0" >> "$manifest"
rm -f "$said"
if (cd "$where" && tar cf "$name.tar" "$name"); then
  clean ''
  echo "$out.tar"
else
  trap - HUP INT TERM
  echo "no tar could be made; the capture is in $out" >&2
  exit 4
fi
`;
}
