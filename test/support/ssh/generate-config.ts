/** Seeded ssh_config files, with what may stand in them, for comparison with `ssh -G`. */
import { integer, pick, seededRandom } from '#test/prove/generate/random.ts';

export interface GeneratedConfig {
  /** By file name, relative to the folder that they are written to; the first one is given as `-F`. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly alias: string;
  readonly user: string | null;
}

const aliases = ['web1', 'web2', 'db.example', 'Bastion', 'jump-7', '10.0.0.9'] as const;
const patterns = [
  '*',
  'web*',
  'web?',
  '*.example',
  'jump-?',
  '10.0.*',
  'Bastion',
  'bastion',
  '!web1',
  '!*.example',
  'db.*',
] as const;

/** `folder` is where the files will lie: Include and paths name it. */
export function generateConfig(seed: number, folder: string): GeneratedConfig {
  const random = seededRandom(seed);
  const included = Array.from({ length: integer(random, 0, 2) }, (_, index) => ({
    name: `inc${index}.conf`,
    text: blocks(random, integer(random, 0, 2), folder, false),
  }));
  const text = blocks(random, integer(random, 1, 5), folder, included.length > 0);
  return {
    files: [{ name: 'main', text }, ...included],
    alias: pick(random, aliases),
    user: random() < 0.25 ? pick(random, ['root', 'ops']) : null,
  };
}

function blocks(random: () => number, count: number, folder: string, mayInclude: boolean): string {
  const lines = directives(random, folder, mayInclude);
  for (let block = 0; block < count; block += 1) {
    lines.push(header(random), ...directives(random, folder, mayInclude).map((line) => indent(random, line)));
  }
  return lines
    .map((line) => line + pick(random, ['\n', '\n', '\n', '\r\n', '  \n', '\n\n', '\n# note\n']))
    .join('');
}

function header(random: () => number): string {
  const list = Array.from({ length: integer(random, 1, 3) }, () => pick(random, patterns));
  const host = pick(random, aliases);
  return pick(random, [
    `Host ${list.join(' ')}`,
    `Host ${list.join(' ')}`,
    `host=${list[0]}`,
    `Host "${list[0]}"`,
    `Match all`,
    `Match host ${list.join(',')}`,
    `Match originalhost ${host} user root`,
    `Match user root,ops`,
    `Match !host ${list[0]!.replace('!', '')}`,
    `Match localuser root host *`,
    `Match host ${host} !user ops`,
  ]);
}

function directives(random: () => number, folder: string, mayInclude: boolean): string[] {
  return Array.from({ length: integer(random, 0, 5) }, () => directive(random, folder, mayInclude));
}

function directive(random: () => number, folder: string, mayInclude: boolean): string {
  const number = integer(random, 1, 99);
  const line = pick(random, [
    `HostName host${number}.lan`,
    'HostName %h.example.org',
    'HostName a%%b.lan',
    `User user${number}`,
    `User "user ${number}"`,
    `Port ${2000 + number}`,
    `IdentityFile ~/.ssh/id_${number}`,
    `IdentityFile /keys/%h/%r-${number}`,
    `IdentityFile "/a b/${number}"`,
    'IdentitiesOnly yes',
    'IdentitiesOnly no',
    `ProxyJump jump${number}`,
    `ProxyJump ops@jump${number}:22${number},b2`,
    'ProxyJump none',
    `ProxyCommand nc %h ${number}`,
    `HostKeyAlias Alias${number}`,
    `UserKnownHostsFile ~/.ssh/kh${number} /known/${number}`,
    'UserKnownHostsFile /known/%h-%p-%r-%n-%k',
    `GlobalKnownHostsFile /etc/kh${number} /etc/kh2`,
    `StrictHostKeyChecking ${pick(random, ['yes', 'no', 'ask', 'accept-new', 'off'])}`,
    'HashKnownHosts yes',
    `IdentityAgent ~/agent${number}`,
    'IdentityAgent none',
    'IdentityAgent SSH_AUTH_SOCK',
    'ForwardAgent yes',
    'Compression yes',
    ...(mayInclude ? [`Include ${folder}/inc*.conf`, `Include ${folder}/inc0.conf ${folder}/none.conf`] : []),
  ] as [string, ...string[]]);
  return disguise(random, line);
}

/** The same line in another dress. */
function disguise(random: () => number, line: string): string {
  const [keyword = '', ...rest] = line.split(' ');
  const value = rest.join(' ');
  return pick(random, [
    line,
    line,
    line,
    `${keyword.toLowerCase()} ${value}`,
    `${keyword.toUpperCase()}\t${value}`,
    `${keyword}=${value}`,
    `${keyword} = ${value}`,
    `${line} # said so`,
  ]);
}

function indent(random: () => number, line: string): string {
  return pick(random, ['  ', '\t', '', '    ']) + line;
}
