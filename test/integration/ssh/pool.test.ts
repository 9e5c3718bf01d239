/** Two jobs on the same way log in once; the server's own log counts. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createConnectionPool } from '#electron/ssh/pool.ts';
import type { HopSpec, RouteSpec } from '#shared/domain/route.ts';
import { createPerson, hop, knownLine, openFromLab, run } from '#test/support/ssh/client.ts';
import { createSshLab, publicKeyOf, type Sshd, type SshLab } from '#test/support/ssh/sshd.ts';

let lab: SshLab;
let server: Sshd;
beforeAll(async () => {
  lab = createSshLab();
  server = await lab.start({ authorizedKeys: [publicKeyOf(lab.makeKey('id'))] });
  lab.write('known_hosts', knownLine(server));
});
afterAll(() => lab.close());

const logins = () => server.log().split('Accepted publickey').length - 1;
const routeTo = (to: HopSpec): RouteSpec => ({ hops: [to], configFile: null, identityFiles: [] });

it('shares one connection, keeps it for a while, and opens a new one after its end', async () => {
  const pool = createConnectionPool({
    connect: (route, options) => openFromLab({ lab, hops: route.hops, ...options }),
    keyOf: ({ hops }) => JSON.stringify(hops),
    idleMs: 300,
  });
  const open = (signal = new AbortController().signal) =>
    pool.connect(routeTo(hop(server)), { prompter: createPerson(), signal });
  const cancel = new AbortController();
  const [first, second, third] = await Promise.all([open(), open(), open(cancel.signal)]);
  expect(logins()).toBe(1);

  first.close();
  await expect(first.exec('true')).rejects.toMatchObject({ code: 'ssh.disconnected' });
  cancel.abort();
  await expect(third.exec('true')).rejects.toMatchObject({ code: 'job.cancelled' });
  expect((await run(second, 'echo still')).stdout).toBe('still\n');
  second.close();

  const again = await open();
  expect(logins()).toBe(1);
  again.close();
  await expect.poll(() => server.log().includes('Disconnected from user'), { timeout: 3000 }).toBe(true);

  const later = await open();
  expect(logins()).toBe(2);
  pool.close();
  await expect.poll(() => later.lost.aborted).toBe(true);
});

it('keeps nothing of a connection that failed', async () => {
  const pool = createConnectionPool({
    connect: (route, options) => openFromLab({ lab, hops: route.hops, ...options }),
    keyOf: ({ hops }) => JSON.stringify(hops),
  });
  const options = { prompter: createPerson(), signal: new AbortController().signal };
  const nowhere = routeTo({ user: null, host: 'no-such-host.invalid', port: 22 });
  for (let turn = 0; turn < 2; turn += 1) {
    await expect(pool.connect(nowhere, options)).rejects.toMatchObject({ code: 'ssh.unreachable' });
  }
  pool.close();
});
