/** A route as a person names it, made complete from the configuration: every hop, in the order of travel. */
import { hostname, homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { HopSpec, RouteSpec } from '#shared/domain/route.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { LocalAccount } from './config/expand-tokens.ts';
import { readConfigFile, type Directive } from './config/read-config.ts';
import { resolveHost, type HostConfig } from './config/resolve-host.ts';

/** As many as the contract takes. */
const MAX_HOPS = 8;
const SYSTEM_DIRECTORY = '/etc/ssh';

export interface ResolvedRoute {
  readonly hops: readonly HostConfig[];
  /** Tried at the last hop before those of its configuration. */
  readonly identityFiles: readonly string[];
}

/**
 * The jumps of the configuration are those of the first hop that is named (a route that is given in full leaves the
 * target's own ProxyJump aside, as `ssh -J` does), and theirs in turn. @throws ssh.config
 */
export function resolveRoute(route: RouteSpec, local: LocalAccount = localAccount()): ResolvedRoute {
  const files = configFiles(route.configFile, local);
  const resolve = (spec: HopSpec) => resolveHost(spec, files, local);
  const [first, ...others] = route.hops;
  if (first === undefined) throw new AppError('ssh.config', 'a route has at least one hop');
  const hops = [...withJumps(first, resolve, []), ...others.map(resolve)];
  if (hops.length > MAX_HOPS) {
    throw new AppError('ssh.config', `the route has ${hops.length} hops, at most ${MAX_HOPS}`, {
      hops: hops.length,
    });
  }
  return { hops, identityFiles: route.identityFiles };
}

function withJumps(
  spec: HopSpec,
  resolve: (spec: HopSpec) => HostConfig,
  before: readonly HostConfig[],
): readonly HostConfig[] {
  const host = resolve(spec);
  const again = before.find(({ hostName, port }) => hostName === host.hostName && port === host.port);
  if (again !== undefined || before.length > MAX_HOPS) {
    const name = host.alias;
    throw new AppError('ssh.config', `ProxyJump leads back to ${name}; give it "ProxyJump none"`, {
      host: name,
    });
  }
  const [first, ...others] = host.proxyJump ?? [];
  if (first === undefined) return [host];
  return [...withJumps(first, resolve, [...before, host]), ...others.map(resolve), host];
}

function configFiles(given: string | null, local: LocalAccount): readonly (readonly Directive[])[] {
  if (given?.toLowerCase() === 'none') return [];
  const own = { home: local.home, directory: join(local.home, '.ssh') };
  if (given !== null) {
    const directives = readConfigFile(given, own);
    if (directives === null) throw new AppError('ssh.config', `${given} is not there`, { path: given });
    return [directives];
  }
  const system = { home: null, directory: SYSTEM_DIRECTORY };
  return [
    readConfigFile(join(own.directory, 'config'), own) ?? [],
    readConfigFile(join(SYSTEM_DIRECTORY, 'ssh_config'), system) ?? [],
  ];
}

export function localAccount(): LocalAccount {
  return {
    user: userName(),
    uid: process.getuid?.() ?? 0,
    home: homedir(),
    machine: hostname(),
    environment: process.env,
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? 'unknown';
  }
}
