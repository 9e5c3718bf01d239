/** A lab whose test was killed leaves nothing once the next one looks; a lab that is in use is left alone. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { must, run, until } from '#test/lab/command.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startLab, type Lab } from '#test/lab/lab.ts';
import { pidsInNamespace, readProcess } from '#test/lab/processes.ts';
import {
  diskFolder,
  labFolder,
  LABS,
  listLabs,
  namespacePrefix,
  removeLeftLabs,
} from '#test/lab/registry.ts';

/** Starts a lab with an OOM-limited workload in a process of its own, prints its number and waits to be killed. */
const script = `
  const { startLab } = await import(${JSON.stringify(new URL('../../lab/lab.ts', import.meta.url).href)});
  const lab = await startLab({ bastions: 1, targets: [{ name: 'suspect' }] });
  await lab.start('suspect', 'heartbeat', [], { memoryLimitBytes: 64 << 20 });
  await lab.start('suspect', 'pagecache', ['mib=1']);
  console.log(lab.id);
  setInterval(() => {}, 1000);
`;

function startChild(): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const namespaces = (id: number) =>
  existsSync('/run/netns')
    ? readdirSync('/run/netns').filter((name) => name.startsWith(namespacePrefix(id)))
    : [];

const listPidsOf = (id: number) =>
  namespaces(id).flatMap((name) => pidsInNamespace('net', `/run/netns/${name}`));

/** Everything on this machine that carries the number. */
async function traces(id: number): Promise<string[]> {
  const folders = [labFolder(id), diskFolder(id), `${LABS}/${id}.json`];
  const cgroups = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].map((path) => `${path}/memcase-lab-${id}`);
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`${labFolder(id)} `));
  const routes = await must(['ip', 'route', 'list']);
  const links = await must(['ip', '-o', 'link']);
  return [
    ...namespaces(id),
    ...[...folders, ...cgroups].filter((path) => existsSync(path)),
    ...mounts,
    ...routes
      .split('\n')
      .filter((line) => line.includes(`10.222.${4 * id + 1}.`) || line.includes(`10.222.${4 * id + 2}.`)),
    ...links.split('\n').filter((line) => line.includes(`: mcl${id}@`)),
  ];
}

/** What is left of the lab that a process had. Its number may be another test's by now: numbers are given away when all is gone. */
async function leftBy(owner: number | undefined, id: number): Promise<string[]> {
  const left = await traces(id);
  const now = listLabs().find((lab) => lab.id === id);
  return now !== undefined && now.ownerPid !== owner ? [] : left;
}

describeLab('cleaning up', () => {
  let mine: Lab | undefined;
  afterEach(async () => {
    await mine?.stop();
    mine = undefined;
  });

  it('removes what a killed process left, and nothing of a living one', async () => {
    mine = await startLab({ bastions: 1, targets: [{ name: 'suspect' }] });
    const child = startChild();
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    const id = Number(line);
    expect(id).not.toBe(mine.id);
    expect((await traces(id)).length).toBeGreaterThan(8);
    const processes = listPidsOf(id);
    child.kill('SIGKILL');
    await once(child, 'close');

    await removeLeftLabs();
    expect(await leftBy(child.pid, id)).toEqual([]);
    expect(processes.length).toBeGreaterThan(4);
    // The dead may wait a moment for the machine's init to bury them.
    expect(processes.filter((pid) => (readProcess(pid)?.state ?? 'Z') !== 'Z')).toEqual([]);
    expect((await mine.exec('suspect', ['hostname'])).stdout).toBe('suspect\n');
    const { code, stderr } = await run(['ssh', '-F', mine.configFile, 'suspect', 'true']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    await mine.stop();
    expect(await leftBy(process.pid, mine.id)).toEqual([]);
  });

  it('also where it was killed half-way up', async () => {
    const child = startChild();
    const id = await until(
      'the child has made its first namespace',
      20_000,
      () => listLabs().find((lab) => lab.ownerPid === child.pid && namespaces(lab.id).length > 0)?.id,
    );
    child.kill('SIGKILL');
    await once(child, 'close');
    await removeLeftLabs();
    expect(await leftBy(child.pid, id)).toEqual([]);
  });
});
