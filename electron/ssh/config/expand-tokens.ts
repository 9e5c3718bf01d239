/** `%h`, `~` and `${NAME}` in values (TOKENS and ENVIRONMENT VARIABLES of ssh_config(5)). */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';

/** Who we are on this machine. A test gives its own. */
export interface LocalAccount {
  readonly user: string;
  readonly uid: number;
  readonly home: string;
  /** As gethostname(2). */
  readonly machine: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface TokenValues {
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeyAlias: string | null;
}

/** @throws ssh.config for a token or variable that has no value */
export function expandPath(value: string, tokens: TokenValues, local: LocalAccount, place: string): string {
  const tilde = /^~(?=\/|$)/.test(value) ? join(local.home, value.slice(1)) : value;
  if (/^~[^/]/.test(tilde)) throw refused(place, `another person's home directory (${value})`);
  return expandVariables(expandTokens(tilde, tokens, local, place), local, place);
}

function expandTokens(value: string, tokens: TokenValues, local: LocalAccount, place: string): string {
  return value.replaceAll(/%(.?)/gs, (_, letter: string) => {
    switch (letter) {
      case '%':
        return '%';
      case 'h':
        return tokens.hostName;
      case 'n':
        return tokens.alias;
      case 'k':
        return tokens.hostKeyAlias ?? tokens.alias;
      case 'p':
        return String(tokens.port);
      case 'r':
        return tokens.user;
      case 'u':
        return local.user;
      case 'i':
        return String(local.uid);
      case 'd':
        return local.home;
      case 'l':
        return local.machine;
      case 'L':
        return local.machine.split('.')[0] ?? '';
      case 'C':
        return createHash('sha1')
          .update(local.machine + tokens.hostName + String(tokens.port) + tokens.user)
          .digest('hex');
      default:
        throw refused(place, `%${letter}`);
    }
  });
}

function expandVariables(value: string, local: LocalAccount, place: string): string {
  return value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, name: string) => {
    const known = local.environment[name];
    if (known === undefined) throw refused(place, whole);
    return known;
  });
}

function refused(place: string, what: string): AppError {
  return new AppError('ssh.config', `${place}: no value for ${what}`, { place, what });
}
