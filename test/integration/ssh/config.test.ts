/** What the configuration says of a host, beside the real `ssh -G`, over seeded files. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfigFile } from '#electron/ssh/config/read-config.ts';
import { resolveHost } from '#electron/ssh/config/resolve-host.ts';
import { formatHop } from '#shared/domain/route-text.ts';
import { generateConfig, type GeneratedConfig } from '#test/support/ssh/generate-config.ts';
import { requireCommands } from '#test/support/ssh/install-packages.ts';

const CASES = 300;
const run = promisify(execFile);
let folder: string;
beforeAll(() => {
  requireCommands({ ssh: 'openssh-client' });
  folder = mkdtempSync(join(tmpdir(), 'memcase-ssh-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { username, uid, homedir } = userInfo();
const local = { user: username, uid, home: homedir, machine: 'desk', environment: {} };

/** Printed by `ssh -G` as we see them; identity files are printed before `~` and tokens are filled in. */
function ourAnswer(config: string, { alias, user }: GeneratedConfig): Record<string, string> {
  const directives = readConfigFile(config, { home: homedir, directory: join(homedir, '.ssh') })!;
  const host = resolveHost({ user, host: alias, port: null }, [directives], local);
  return {
    hostname: host.hostName,
    user: host.user,
    port: String(host.port),
    identitiesonly: host.identitiesOnly ? 'yes' : 'no',
    hashknownhosts: host.hashKnownHosts ? 'yes' : 'no',
    hostkeyalias: host.hostKeyAlias ?? '-',
    proxyjump: (host.proxyJump ?? []).map(formatHop).join(',') || '-',
    userknownhostsfile: host.userKnownHostsFiles.join(' '),
    globalknownhostsfile: host.globalKnownHostsFiles.join(' '),
    stricthostkeychecking: host.strictHostKeys ? 'true' : 'not',
    identityagent: host.identityAgent ?? '-',
    identityfile: host.identitiesGiven ? host.identityFiles.join('\n') : 'usual',
  };
}

async function theirAnswer(
  config: string,
  { alias, user }: GeneratedConfig,
): Promise<Record<string, string>> {
  const args = ['-T', '-G', '-F', config, ...(user === null ? [] : ['-l', user]), alias];
  const { stdout } = await run('ssh', args, { env: { PATH: process.env['PATH'] } });
  const of = (keyword: string) =>
    stdout
      .split('\n')
      .flatMap((line) => (line.startsWith(`${keyword} `) ? [line.slice(keyword.length + 1)] : []));
  const one = (keyword: string) => of(keyword)[0] ?? '-';
  const agent = one('identityagent');
  const files = of('identityfile');
  const filled = files.map((file) =>
    file.replace(/^~/, homedir).replaceAll('%h', one('hostname')).replaceAll('%r', one('user')),
  );
  return {
    hostname: one('hostname'),
    user: one('user'),
    port: one('port'),
    identitiesonly: one('identitiesonly'),
    hashknownhosts: one('hashknownhosts'),
    hostkeyalias: one('hostkeyalias'),
    proxyjump: one('proxyjump').replace(/^none$/, '-'),
    userknownhostsfile: one('userknownhostsfile'),
    globalknownhostsfile: one('globalknownhostsfile'),
    stricthostkeychecking: one('stricthostkeychecking') === 'true' ? 'true' : 'not',
    identityagent: /^(none|SSH_AUTH_SOCK)$/.test(agent) ? '-' : agent,
    identityfile: files[0] === '~/.ssh/id_rsa' ? 'usual' : filled.join('\n'),
  };
}

it(`says the same as ssh -G in ${CASES} generated cases`, async () => {
  const differences: string[] = [];
  let told = 0;
  for (let seed = 1; seed <= CASES; seed += 1) {
    const place = join(folder, String(seed));
    const generated = generateConfig(seed, place);
    mkdirSync(place);
    for (const { name, text } of generated.files) writeFileSync(join(place, name), text);
    const config = join(place, 'main');
    const theirs = await theirAnswer(config, generated);
    const ours = ourAnswer(config, generated);
    for (const [keyword, value] of Object.entries(theirs)) {
      if (ours[keyword] !== value) differences.push(`${seed} ${keyword}: ssh ${value}, we ${ours[keyword]}`);
      if (!['-', 'usual', 'no', '22', username].includes(value)) told += 1;
    }
  }
  expect(differences).toEqual([]);
  // The cases say something: values other than what is usual.
  expect(told).toBeGreaterThan(4 * CASES);
});
