/** Patterns of ssh_config(5) and known_hosts: `*`, `?`, lists with commas, `!` for "not". */

/** OpenSSH copies each pattern of a list into a buffer of 1024: a longer one makes the whole list match nothing. */
const MAX_PATTERN = 1022;

/** One pattern against all of `text`; linear in time for any number of stars. */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (at < text.length) {
    if (pattern[next] === '*') {
      starAt = next;
      next += 1;
      resumeAt = at;
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === text[at])) {
      next += 1;
      at += 1;
    } else if (starAt !== -1) {
      next = starAt + 1;
      resumeAt += 1;
      at = resumeAt;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(next));
}

/** A list with commas: one that is met by `!` refuses the whole list, otherwise one that is met is enough. */
export function matchesPatternList(text: string, list: string): boolean {
  let met = false;
  for (const entry of list.split(',')) {
    const negated = entry.startsWith('!');
    const pattern = negated ? entry.slice(1) : entry;
    if (pattern.length > MAX_PATTERN) return false;
    if (!matchesPattern(text, pattern)) continue;
    if (negated) return false;
    met = true;
  }
  return met;
}

/** Names of hosts: case does not count. */
export function matchesHostList(host: string, list: string): boolean {
  return matchesPatternList(host.toLowerCase(), list.toLowerCase());
}
