/** Hops as people write them: `[user@]host[:port]`, `[v6]:port`, `ssh://user@host:port`, lists with commas. */
import type { HopSpec } from '#shared/domain/route.ts';

/** `[v6]:port`, `name:port`, or an IPv6 address without brackets, which has no port. */
const hostAndPort =
  /^(?:(?:\[([^\]]+)\]|([^:[\]]+))(?::([0-9]+))?|([0-9a-f.]*:[0-9a-f:.]*:[0-9a-f:.%\w]*))$/i;

/** @returns null for what is no hop */
export function parseHop(text: string): HopSpec | null {
  const uri = /^ssh:\/\/(.*?)\/?$/i.exec(text);
  const rest = uri?.[1] ?? text;
  // The last @ divides: user names may hold one.
  const at = rest.lastIndexOf('@');
  const user = at === -1 ? null : rest.slice(0, at);
  const place = hostAndPort.exec(rest.slice(at + 1));
  const host = place?.[1] ?? place?.[2] ?? place?.[4];
  const port = place?.[3] === undefined ? null : Number(place[3]);
  if (host === undefined || user === '' || (port !== null && (port < 1 || port > 65535))) return null;
  // What a shell or ssh could take for something else is no name of a host.
  if (/^-|[\s'"`$\\;&<>|(){}]/.test(host) || (user !== null && /^-|[\s'"`;&<>|(){}]/.test(user))) return null;
  return { user, host, port };
}

/** @returns null where one of them is no hop */
export function parseHops(text: string): readonly HopSpec[] | null {
  const hops = text.split(',').map((part) => parseHop(part.trim()));
  return hops.every((hop) => hop !== null) ? hops : null;
}
