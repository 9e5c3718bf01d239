/**
 * `npm run lab -- record DIRECTORY`: two virtual machines of one build under one load, collected over two jump hosts by
 * the product itself. gw-b reaches its log broker, gw-a does not: its queues fill to their limits, then the load is
 * over. A report asks for more than gw-a has left, and the OOM killer ends it. Then dumps, and a last whole snapshot.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, run } from './command.ts';
import { startBroker } from './kafka.ts';
import { startLab, type Lab } from './lab.ts';
import { BASTION_USER } from './plan.ts';
import { programs } from './root-files.ts';
import { startVm } from './vm.ts';

const root = join(import.meta.dirname, '../..');
const settings = join(root, 'build/sample/etc');
const daemons = ['fwlog', 'logsd', 'auditd'] as const;
const targets = ['gw-a', 'gw-b'] as const;
type Target = (typeof targets)[number];

const MEMORY_MIB = 512;
const ROUNDS = 12;
const INTERVAL_MS = 18_000;
/** What gw-b has left and gw-a has not. */
const REPORT_MIB = 330;

/** What runs, and as whom. */
const services: readonly (readonly [user: string, program: string, parameters: string])[] = [
  ['root', '/usr/bin/syslogd', '-n'],
  ['root', '/usr/bin/klogd', '-n'],
  ['nobody', '/usr/sbin/webd', '8080 6'],
  ['nobody', '/usr/sbin/webd', '8081 10'],
  ['nobody', '/usr/sbin/webd', '8082 16'],
  ['nobody', '/usr/sbin/flowd', '16 192'],
  ...daemons.map((name) => ['app', `/usr/sbin/${name}`, `/etc/${name}.conf`] as const),
];
/** Nobody knows why. */
const onlyOnSuspect = ['root', '/usr/sbin/diagd', ''] as const;
const ours = [...daemons, 'webd', 'flowd', 'diagd', 'rptgen'];

/** Whose memory is read, and what of it. */
const dumps: readonly (readonly [Target, string, string])[] = [
  ...daemons.map((name) => ['gw-a', name, 'arena,heap'] as const),
  ['gw-b', 'fwlog', 'arena,heap'],
];

/** Leaves the case and an answer key per target (what the daemons counted themselves) in `directory`. */
export async function recordCase(directory: string): Promise<void> {
  if (existsSync(directory)) throw new Error(`${directory} exists already.`);
  mkdirSync(directory, { recursive: true });
  const lab = await startLab({ targets: [], documentation: true });
  try {
    await startBroker(lab);
    const tools = ['/usr/bin/dash', '/usr/bin/ps', '/usr/bin/ss'];
    await Promise.all(targets.map((name) => startVm(lab, { name, memoryMib: MEMORY_MIB, tools })));
    await lab.hideBroker('gw-a');
    await Promise.all(targets.map((name) => startServices(lab, name)));
    await new Recording(lab, directory).run();
  } finally {
    await lab.stop();
  }
}

async function startServices(lab: Lab, target: Target): Promise<void> {
  const files = daemons.map(
    (name) => `cat > /etc/${name}.conf <<'EOF'\n${readFileSync(`${settings}/${name}.conf`, 'utf8')}EOF`,
  );
  const all = target === 'gw-a' ? [...services, onlyOnSuspect] : services;
  const started = all.map(
    ([user, program, parameters], at) =>
      `start-stop-daemon -S -b -c ${user} -m -p /run/${at}.pid -x ${program} -- ${parameters}`,
  );
  // Busybox's shell would take its own ps(1).
  const move = `ln -sf dash /usr/bin/sh; cd ${programs}; mv ${ours.join(' ')} /usr/sbin/; cd /`;
  await ssh(lab, target, [move, ...files, ...started].join('\n'));
}

class Recording {
  readonly #lab: Lab;
  readonly #directory: string;
  readonly #case: string;
  /** Lines of JSON per target. */
  readonly #answers: Readonly<Record<Target, string[]>> = { 'gw-a': [], 'gw-b': [] };

  constructor(lab: Lab, directory: string) {
    this.#lab = lab;
    this.#directory = directory;
    this.#case = join(directory, 'two-appliances.memcase');
  }

  async run(): Promise<void> {
    await this.#memcase('new', this.#case, '--title', 'gw-a uses more memory than gw-b');
    const from = performance.now();
    for (let round = 1; round <= ROUNDS; round++) {
      await sleep(from + (round - 1) * INTERVAL_MS - performance.now());
      // One after the other: a case has one writer.
      for (const target of targets) {
        await this.#answer(target, `before round ${round}`);
        await this.#collect(target, '--recipe', 'quick');
      }
    }
    const report = `start-stop-daemon -S -c nobody -x /usr/sbin/rptgen -- ${REPORT_MIB} 1`;
    for (const target of targets) await run(['ssh', '-F', this.#lab.configFile, target, report]);
    // The connections to the broker have settled again.
    await sleep(15_000);
    for (const target of targets) await this.#answer(target, 'after', '.malloc_info');
    for (const [target, name, kinds] of dumps) {
      const what = ['--process', name, '--class', kinds];
      await this.#memcase('dump', this.#case, ...this.#way(target), ...what);
    }
    for (const target of targets) {
      const names = [...daemons, 'webd', 'flowd', 'init', ...(target === 'gw-a' ? ['diagd'] : [])];
      const processes = names.flatMap((name) => ['--process', name]);
      await this.#collect(target, '--recipe', 'standard', ...processes);
      await this.#answer(target, 'after the dumps', '.malloc_info');
      const key = `[\n${this.#answers[target].join(',\n')}\n]\n`;
      writeFileSync(join(this.#directory, `${target}.answer-key.json`), key);
    }
    await this.#memcase('verify', this.#case);
  }

  async #collect(target: Target, ...options: string[]): Promise<void> {
    await this.#memcase('collect', this.#case, ...this.#way(target), ...options);
  }

  /** Exit 6: something was not to be had, and the case says what. */
  async #memcase(...argv: string[]): Promise<void> {
    const program = [process.execPath, join(root, 'build/launch/memcase.mjs'), ...argv];
    const { code, stdout, stderr } = await run(program, { env: { HOME: this.#lab.folder } });
    if (code === 0) return;
    console.error(`memcase ${argv[0]}: exit ${code}\n${stderr}${stdout}`);
    if (code !== 6) throw new Error(`memcase ${argv.join(' ')}: exit ${code}`);
  }

  #way(target: Target): string[] {
    const { plan, configFile } = this.#lab;
    const jumps = plan.bastions.map(({ address }) => `${BASTION_USER}@${address}`).join(',');
    const last = ['--target', `root@${this.#lab.address(target)}`, '--name', target];
    return [...last, '-J', jumps, '-F', configFile];
  }

  /** What the daemons say of themselves; with `.malloc_info` of now, else of at most a second ago. */
  async #answer(target: Target, taken: string, suffix = ''): Promise<void> {
    const ask =
      suffix === ''
        ? ''
        : `rm -f /run/counters/*${suffix}.json; killall -USR1 ${daemons.join(' ')}; sleep 2;`;
    const files = daemons.map((name) => `/run/counters/${name}${suffix}.json`);
    const text = await ssh(
      this.#lab,
      target,
      `${ask} for file in ${files.join(' ')}; do cat $file; echo; done`,
    );
    const counted = text.split('\n').filter((line) => line !== '');
    console.error(`${target}, ${taken}: ${counted.map((line) => JSON.parse(line).queue_messages).join(' ')}`);
    this.#answers[target].push(`{"taken":"${taken}","target":"${target}","daemons":[${counted.join(',')}]}`);
  }
}

function ssh(lab: Lab, target: string, script: string): Promise<string> {
  return must(['ssh', '-F', lab.configFile, target, script]);
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
