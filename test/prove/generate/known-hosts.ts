/** Seeded known_hosts files with everything that may stand in them, right, damaged and hostile. */
import { createHmac } from 'node:crypto';
import { integer, pick, seededRandom } from './random.ts';

/** Types by the name that ssh-keygen gives them. */
export const keyTypes = ['ed25519', 'ecdsa', 'rsa'] as const;
export type KeyType = (typeof keyTypes)[number];

/** `type base64`: the server's own keys and keys that it does not have. */
export interface KeyPool {
  readonly own: Readonly<Record<KeyType, string>>;
  readonly foreign: Readonly<Record<KeyType, string>>;
}

export interface KnownHostsCase {
  readonly seed: number;
  readonly host: string;
  readonly port: number;
  readonly hostKeyAlias: string | null;
  /** Types of keys that the server has. */
  readonly offered: readonly KeyType[];
  /** In the order in which they are read. */
  readonly userFiles: readonly FileContent[];
  readonly globalFiles: readonly FileContent[];
}

export type FileContent =
  | { readonly kind: 'file'; readonly text: string }
  | { readonly kind: 'missing' | 'directory' };

const markers = ['', '', '', '', '', '', '@revoked ', '@revoked  ', '@cert-authority ', '@other '] as const;
const hosts = ['web1.example', 'WEB1.Example', 'db', '10.0.0.5', '2001:db8::7', 'a.b.c.example'] as const;
const offers: readonly [readonly KeyType[], ...(readonly KeyType[])[]] = [
  ['ed25519', 'ecdsa', 'rsa'],
  ['ed25519', 'rsa'],
  ['ecdsa', 'rsa'],
  ['ed25519'],
  ['rsa'],
];

export function generateKnownHosts(seed: number, pool: KeyPool): KnownHostsCase {
  const random = seededRandom(seed);
  const host = pick(random, hosts);
  const port = pick(random, [22, 2222]);
  const hostKeyAlias = random() < 0.15 ? pick(random, ['alias.example', 'ALIAS', 'db']) : null;
  const names = { host: host.toLowerCase(), port, alias: hostKeyAlias };
  const files = (most: number, fewest: number): FileContent[] =>
    Array.from({ length: integer(random, fewest, most) }, () => file(random, names, pool));
  return {
    seed,
    host,
    port,
    hostKeyAlias,
    offered: pick(random, offers),
    userFiles: files(2, 1),
    globalFiles: files(2, 0),
  };
}

interface Names {
  readonly host: string;
  readonly port: number;
  readonly alias: string | null;
}

function file(random: () => number, names: Names, pool: KeyPool): FileContent {
  const chance = random();
  if (chance < 0.06) return { kind: 'missing' };
  if (chance < 0.061) return { kind: 'directory' };
  const lines = Array.from({ length: integer(random, 0, 4) }, () => line(random, names, pool));
  const ending = pick(random, ['\n', '\n', '\n', '\r\n']);
  const text = lines.map((entry) => entry + ending).join('');
  return { kind: 'file', text: random() < 0.1 ? text.trimEnd() : text };
}

function line(random: () => number, names: Names, pool: KeyPool): string {
  if (random() < 0.08)
    return pick(random, ['', '# comment', '   ', '\t# more', 'web1.example', '@revoked', '\0', '|1|x']);
  const tabbed = random() < 0.005;
  const marker = tabbed ? '@revoked\t' : pick(random, markers);
  const gap = pick(random, [' ', ' ', ' ', '\t', '  \t']);
  const indent = pick(random, ['', '', '', ' ', '\t']);
  const comment = pick(random, [
    '',
    '',
    ' comment',
    ' # not one',
    '\t',
    ' two words',
    ` ${'c'.repeat(16_000)}`,
  ]);
  return `${indent}${marker}${nameField(random, names)}${gap}${keyField(random, pool)}${comment}`;
}

function nameField(random: () => number, { host, port, alias }: Names): string {
  const listed = alias?.toLowerCase() ?? (port === 22 ? host : `[${host}]:${port}`);
  const other = pick(random, ['other.example', '10.9.9.9', '[db]:2200', 'zz']);
  const wide = listed.replace(/^[^.:]+/, '*');
  return pick(random, [
    listed,
    listed,
    listed,
    host,
    listed.toUpperCase(),
    `[${host}]:22`,
    `[${host}]:${port}`,
    `${other},${listed}`,
    `${listed},${other}`,
    other,
    '*',
    wide,
    `${listed.slice(0, -1)}?`,
    `*,!${listed}`,
    `!${listed},*`,
    `!${other},${listed}`,
    `!${listed}`,
    `${listed},!${wide}`,
    `${'x'.repeat(16_000)},${listed}`,
    `${listed},${'x'.repeat(16_000)}`,
    `,,${listed},`,
    `[*]:${port}`,
    hashed(random, listed),
    hashed(random, listed),
    hashed(random, host),
    hashed(random, listed.toUpperCase()),
    hashed(random, other),
    `${hashed(random, listed)}x`,
    `${hashed(random, listed)},${listed}`,
    `${hashed(random, listed).slice(0, -2)}`,
  ]);
}

function hashed(random: () => number, name: string): string {
  const salt = Buffer.from(Array.from({ length: random() < 0.05 ? 19 : 20 }, () => integer(random, 0, 255)));
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

function keyField(random: () => number, pool: KeyPool): string {
  const type = pick(random, keyTypes);
  const [label = '', base64 = ''] = (random() < 0.6 ? pool.own : pool.foreign)[type].split(' ');
  const blob = Buffer.from(base64, 'base64');
  const short = { ed25519: 'ED25519', ecdsa: 'ECDSA', rsa: 'RSA' }[type];
  if (random() < 0.55) return `${label} ${base64}`;
  return pick(random, [
    `${label}\t${base64}`,
    `${label}  ${base64}`,
    `${short} ${base64}`,
    `${short.toLowerCase()} ${base64}`,
    `rsa-sha2-512 ${base64}`,
    `ssh-ed25519 ${base64}`,
    `${label.toUpperCase()} ${base64}`,
    `${label}-cert-v01@openssh.com ${base64}`,
    `unknown-type ${base64}`,
    `2048 35 ${base64}`,
    `${label} ${base64.slice(0, 40)}`,
    `${label} ${base64.slice(0, -3)}`,
    `${label} ${base64.replace(/=+$/, '')}`,
    `${label} ${base64}=`,
    `${label} *${base64}`,
    `${label} ${base64.slice(0, 20)}!${base64.slice(20)}`,
    `${label} ${Buffer.concat([blob, Buffer.from([0, 0, 0, 1, 7])]).toString('base64')}`,
    `${label} ${blob.subarray(0, -1).toString('base64')}`,
    label,
    '',
  ]);
}
