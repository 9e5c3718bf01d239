/** Keywords that are met and do nothing here; each one that a person may have relied on is told. */
import { AppError } from '#shared/errors/app-error.ts';
import type { Directive } from './read-config.ts';

const honoured = new Set([
  'hostname',
  'user',
  'port',
  'identityfile',
  'identitiesonly',
  'identityagent',
  'proxyjump',
  'hostkeyalias',
  'userknownhostsfile',
  'globalknownhostsfile',
  'stricthostkeychecking',
  'hashknownhosts',
]);

/** What these would switch on never happens here, whatever they say: terminals, forwarding, sharing, looks. */
const neverDone =
  /^(forward(agent|x11.*)|(local|remote|dynamic)forward|sendenv|setenv|requesttty|escapechar|controlmaster|controlpath|controlpersist|loglevel|visualhostkey|addkeystoagent|usekeychain|compression|gssapi.*|localcommand|permitlocalcommand|remotecommand|tunnel.*|xauthlocation|checkhostip|updatehostkeys|exitonforwardfailure|gatewayports|stdinnull|sessiontype|forkafterauthentication|ignoreunknown|enableescapecommandline)$/;

/**
 * One sentence each, and one for all that never has an effect here. @throws ssh.config for what would make us less
 * careful than ssh is
 */
export function unhonouredNotices(directives: readonly Directive[]): string[] {
  const idle = directives.filter(({ keyword }) => neverDone.test(keyword));
  const sentences = directives.flatMap((directive) => unhonouredNotice(directive) ?? []);
  if (idle.length === 0) return sentences;
  const list = idle.map(({ keyword, place }) => `${keyword} (${place})`).join(', ');
  return [...sentences, `Without effect here: ${list}.`];
}

function unhonouredNotice(directive: Directive): string | null {
  const { keyword, args, place } = directive;
  if (keyword === 'stricthostkeychecking') return strictNotice(directive);
  if (honoured.has(keyword) || neverDone.test(keyword)) return null;
  if (keyword === 'revokedhostkeys' && args[0]?.toLowerCase() !== 'none') {
    throw new AppError(
      'ssh.config',
      `${place}: RevokedHostKeys cannot be honoured, and must not be left out`,
      { place },
    );
  }
  if (keyword === 'proxycommand') {
    if (args[0]?.toLowerCase() === 'none') return null;
    return `${place}: ProxyCommand is not run; name the way as ProxyJump or with -J.`;
  }
  return `${place}: ${keyword} is not honoured.`;
}

function strictNotice({ args, place }: Directive): string | null {
  const value = args[0] ?? '';
  if (/^(yes|true|ask)$/i.test(value)) return null;
  return `${place}: StrictHostKeyChecking ${value} is not honoured: an unknown key is asked about, a changed one refused.`;
}
