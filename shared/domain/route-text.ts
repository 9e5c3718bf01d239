/** A hop as people write it: `[user@]host[:port]`, IPv6 in brackets where a port follows. */
import type { HopSpec } from './route.ts';

/** Letters of names, addresses and zones; nothing that a shell or a log could mistake for more. Never begins with a dash. */
const HOST = /^(?!-)[A-Za-z0-9._%:-]{1,255}$/;
const USER = /^(?!-)[^\s'"`;&<>|(){}$\\]{1,255}$/;

/** @returns null where the text is no hop */
export function parseHop(text: string): HopSpec | null {
  const at = text.lastIndexOf('@');
  const user = at < 0 ? null : text.slice(0, at);
  const place = splitPort(text.slice(at + 1));
  if (place === null || !HOST.test(place.host) || (user !== null && !USER.test(user))) return null;
  return { user, ...place };
}

/** Hops with commas between them, as `ssh -J` takes them. @returns null where one of them is none */
export function parseHops(text: string): readonly HopSpec[] | null {
  const hops = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseHop);
  return hops.includes(null) ? null : hops.filter((hop) => hop !== null);
}

export function formatHop({ user, host, port }: HopSpec): string {
  const place = host.includes(':') && port !== null ? `[${host}]` : host;
  return `${user === null ? '' : `${user}@`}${place}${port === null ? '' : `:${port}`}`;
}

function splitPort(text: string): { host: string; port: number | null } | null {
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text);
  if (bracketed !== null) return withPort(bracketed[1] ?? '', bracketed[2]);
  // More than one colon without brackets: an IPv6 address, all of it.
  const plain = /^([^:]+):(\d{1,5})$/.exec(text);
  if (plain !== null) return withPort(plain[1] ?? '', plain[2]);
  return /^[^:]+:/.test(text) && !/:.*:/.test(text) ? null : { host: text, port: null };
}

function withPort(host: string, digits: string | undefined): { host: string; port: number | null } | null {
  if (digits === undefined) return { host, port: null };
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { host, port } : null;
}
