/**
 * What the configuration says of one host: the first value that is met counts, as in ssh_config(5). What is met
 * and not honoured becomes a notice; `ProxyCommand`, `Match exec` and their kind are never run.
 */
import { parseHops } from '#shared/domain/route-text.ts';
import type { HopSpec } from '#shared/domain/route.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { expandPath, type LocalAccount, type TokenValues } from './expand-tokens.ts';
import type { Directive } from './read-config.ts';
import { selectDirectives } from './select-directives.ts';
import { unhonouredNotices } from './unhonoured.ts';

/** All that is needed to connect to one host, every path absolute. */
export interface HostConfig {
  /** As the person named it. */
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** In the order in which they are tried. */
  readonly identityFiles: readonly string[];
  /** False: these are only the usual places, and a missing file is no news. */
  readonly identitiesGiven: boolean;
  readonly identitiesOnly: boolean;
  /** Socket of the agent; null: none. */
  readonly identityAgent: string | null;
  /** Hops before this one; null: not said, empty: said to be none. */
  readonly proxyJump: readonly HopSpec[] | null;
  readonly hostKeyAlias: string | null;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  /** An unknown key is refused without a question. */
  readonly strictHostKeys: boolean;
  readonly hashKnownHosts: boolean;
  readonly notices: readonly string[];
}

const usualIdentities = ['id_rsa', 'id_ecdsa', 'id_ed25519'];
const usualGlobalFiles = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];
const manyValued = new Set(['identityfile']);

/** `files` are read in this order: the person's own, then the system's. @throws ssh.config */
export function resolveHost(
  spec: HopSpec,
  files: readonly (readonly Directive[])[],
  local: LocalAccount,
): HostConfig {
  const notices: string[] = [];
  const found = collect(spec, files, local, (sentence) => notices.push(sentence));
  const first = (keyword: string) => found.get(keyword)?.[0];
  const value = (keyword: string) => first(keyword)?.args[0];

  const hostName = expandHostName(value('hostname') ?? spec.host, spec.host).toLowerCase();
  const user = spec.user ?? value('user') ?? local.user;
  const port = spec.port ?? portOf(first('port'));
  const hostKeyAlias = value('hostkeyalias')?.toLowerCase() ?? null;
  const tokens: TokenValues = { alias: spec.host, hostName, port, user, hostKeyAlias };
  const path = (text: string, place: string) => expandPath(text, tokens, local, place);
  const pathsOf = (directive: Directive | undefined, usual: readonly string[]) =>
    (directive?.args ?? usual).filter(notNone).map((arg) => path(arg, directive?.place ?? ''));

  const identities = found.get('identityfile') ?? [];
  const given = identities.flatMap(({ args: [arg = ''], place }) => (notNone(arg) ? [path(arg, place)] : []));
  return {
    alias: spec.host,
    hostName,
    port,
    user,
    identityFiles:
      identities.length > 0
        ? [...new Set(given)]
        : usualIdentities.map((name) => `${local.home}/.ssh/${name}`),
    identitiesGiven: identities.length > 0,
    identitiesOnly: isYes(value('identitiesonly')),
    identityAgent: agentOf(first('identityagent'), path, local),
    proxyJump: jumpOf(found),
    hostKeyAlias,
    userKnownHostsFiles: pathsOf(first('userknownhostsfile'), ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
    globalKnownHostsFiles: pathsOf(first('globalknownhostsfile'), usualGlobalFiles),
    strictHostKeys: isYes(value('stricthostkeychecking')),
    hashKnownHosts: isYes(value('hashknownhosts')),
    notices: [
      ...notices,
      ...unhonouredNotices([...found.values()].flatMap(([directive]) => directive ?? [])),
    ],
  };
}

/** The directives that count, by keyword: the first one, or all where several may be given. */
function collect(
  spec: HopSpec,
  files: readonly (readonly Directive[])[],
  local: LocalAccount,
  notice: (sentence: string) => void,
): Map<string, Directive[]> {
  const found = new Map<string, Directive[]>();
  const current = (keyword: string) => found.get(keyword)?.[0]?.args[0];
  const subject = {
    alias: spec.host,
    localUser: local.user,
    hostName: () => expandHostName(current('hostname') ?? spec.host, spec.host),
    user: () => spec.user ?? current('user') ?? local.user,
  };
  const accept = (directive: Directive) => {
    const before = found.get(directive.keyword);
    if (before === undefined) found.set(directive.keyword, [directive]);
    else if (manyValued.has(directive.keyword)) before.push(directive);
  };
  for (const file of files) selectDirectives(file, subject, accept, notice);
  return found;
}

/** HostName knows two tokens only. */
function expandHostName(text: string, alias: string): string {
  return text.replaceAll(/%([%h])/g, (_, letter: string) => (letter === 'h' ? alias : '%'));
}

function portOf(directive: Directive | undefined): number {
  if (directive === undefined) return 22;
  const port = Number(directive.args[0]);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new AppError('ssh.config', `${directive.place}: ${directive.args[0]} is no port`, {
    place: directive.place,
  });
}

function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(yes|true)$/i.test(value);
}

function notNone(value: string): boolean {
  return value.toLowerCase() !== 'none';
}

function agentOf(
  directive: Directive | undefined,
  path: (text: string, place: string) => string,
  { environment }: LocalAccount,
): string | null {
  const value = directive?.args[0] ?? 'SSH_AUTH_SOCK';
  if (!notNone(value)) return null;
  if (value === 'SSH_AUTH_SOCK') return environment['SSH_AUTH_SOCK'] || null;
  if (/^\$[A-Za-z_]\w*$/.test(value)) return environment[value.slice(1)] || null;
  return path(value, directive?.place ?? '');
}

/** Whichever of the two stands first counts; a ProxyCommand that does is told as not honoured. */
function jumpOf(found: ReadonlyMap<string, readonly Directive[]>): readonly HopSpec[] | null {
  const first = [...found.keys()].find((keyword) => /^proxy(jump|command)$/.test(keyword));
  const jump = first === 'proxyjump' ? found.get(first)?.[0] : undefined;
  if (jump === undefined) return null;
  const text = jump.args.join(' ');
  if (!notNone(text)) return [];
  const hops = parseHops(text.replaceAll(/(^|,)\s*ssh:\/\/([^,/]+)\/?/gi, '$1$2'));
  if (hops !== null && hops.length > 0) return hops;
  throw new AppError('ssh.config', `${jump.place}: "${text}" is no list of hops`, { place: jump.place });
}
